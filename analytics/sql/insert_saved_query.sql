-- a query under a new name
insert into saved_query (query_id, name, sql, chart, owner, is_shared, created_at, changed_at)
values ($query_id, $name, $sql, $chart, $owner, $is_shared, $now, $now)
