-- the query as it is from now on
update saved_query
set name = $name, sql = $sql, chart = $chart, is_shared = $is_shared, changed_at = $now
where query_id = try_cast($query_id as uuid)
