-- the typed records of the feed that are not known to change nothing
create or replace temp view incoming as
select * from numbered
where same_id is null
