-- the query is gone
delete from saved_query
where query_id = try_cast($query_id as uuid)
