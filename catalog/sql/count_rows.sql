-- how many rows a table has
select count(*) as rows from {source}.{table_name}
