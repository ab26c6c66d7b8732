-- the queries that somebody may open, by name: their own, and those that are shared
select
    cast(query_id as varchar) as query_id, name, sql, cast(chart as varchar) as chart, owner,
    is_shared, created_at, changed_at
from saved_query
where (owner = $asked_by or is_shared)
    and ($query_id is null or query_id = try_cast($query_id as uuid))
order by lower(name), query_id
