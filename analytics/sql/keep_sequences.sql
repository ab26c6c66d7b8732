-- what the sequences gave next when they were looked at
create or replace temp table sequence_seen as
select unnest($names) as sequence_name, unnest($next) as comes_next
