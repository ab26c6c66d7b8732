-- the last questions of a user, the newest first
select cast(entry_id as varchar) as entry_id, asked_at, sql, took_s, rows, is_cut, error_code
from query_history
where asked_by = $asked_by
order by asked_at desc, entry_id desc
limit $kept
