-- the functions that the published file brings, with their parameters
select distinct function_name, parameters, comment
from duckdb_functions()
where database_name = 'analytics'
order by function_name
