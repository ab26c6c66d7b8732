-- every table and view of the published file with its columns, types and comments
with relation as (
    select table_name, comment, false as is_view, schema_name, database_name
    from duckdb_tables()
    union all
    select view_name, comment, true, schema_name, database_name
    from duckdb_views()
    where not internal
)
select
    relation.table_name, relation.is_view, relation.comment, columns.column_name,
    lower(columns.data_type) as data_type, columns.comment as column_comment
from relation
join duckdb_columns() as columns using (database_name, schema_name, table_name)
where database_name = 'analytics'
order by table_name, columns.column_index
