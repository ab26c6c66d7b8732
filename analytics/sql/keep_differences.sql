-- what a check has found, for now: the whole of it is counted, the first rows are read
create or replace temp table difference as
select * from (
    {found}
)
