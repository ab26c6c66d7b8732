-- the two jobs of each feed
insert into job by name
select
    work.kind, 'SUCCEEDED' as status, feed_id as subject_id, '{}' as payload,
    'partner-' || partner_id as lane, feed_no as lane_position, 1 as attempt, 3 as max_attempts,
    1 as progress, received_at as queued_at, received_at as run_after,
    received_at + to_seconds(work.begins_s) as started_at,
    received_at + to_seconds(work.ends_s) as finished_at
from feed
cross join (values ('VALIDATE', 1, 60), ('ETL', 61, 119)) as work(kind, begins_s, ends_s)
order by feed_no, work.begins_s
