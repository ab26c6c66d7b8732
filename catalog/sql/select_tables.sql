-- the tables of one of the open databases, by name
select table_name
from duckdb_tables()
where database_name = $database and schema_name = 'main' and not internal and not temporary
order by table_name
