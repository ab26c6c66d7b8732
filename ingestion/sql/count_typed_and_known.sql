-- how many records were typed, or are known to change nothing
select (select count(*) from record) + (select count(*) from sighted where same_id is not null)
