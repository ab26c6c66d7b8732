-- the rows of a table from one row id to another, in the attached copy
insert into backup_copy.{table_name}
select * from {source}.{table_name} where rowid between $first and $last
