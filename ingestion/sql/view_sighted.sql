-- every record of the file, and the product that it is known to change nothing of
create or replace temp view sighted as
select 0 as shard_no, * from sighted_record
