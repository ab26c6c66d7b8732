-- the database of that name, if it is attached
select database_name from duckdb_databases() where database_name = $name
