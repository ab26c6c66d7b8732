-- jobs, the newest first (ids grow with time), after the last id of the page before
select
    job_id, kind, status, subject_id, payload, attempt, max_attempts, progress, phase, request_id,
    queued_at, run_after, started_at, finished_at, error, result, lease, crashes, size_bytes,
    rows_done, rows_total, rows_per_s
from job_now
where ($status is null or status = $status)
    and ($kind is null or kind = $kind)
    and ($subject_id is null or subject_id = try_cast($subject_id as uuid))
    and ($lane is null or lane = $lane)
    and ($routine is null or kind <> $routine or status <> 'SUCCEEDED')
    and ($since is null or queued_at >= $since)
    and ($after is null or job_id < try_cast($after as uuid))
order by job_id desc
limit $limit
