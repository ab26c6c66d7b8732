-- an empty `exact_record` with the columns of `batch`
create or replace temp table exact_record as
select * from batch limit 0
