-- the highest row id of a table, -1 if it has no row
select coalesce(max(rowid), -1) as last from {source}.{table_name}
