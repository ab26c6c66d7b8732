-- an empty `source` with the columns of `batch`
create or replace temp table source as
select * from batch limit 0
