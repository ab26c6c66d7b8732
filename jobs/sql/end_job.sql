-- the job, ended or waiting by the claim that held it; a cancelled one stays cancelled
update job
set status = $status, error = $error, run_after = $run_after, crashes = $crashes,
    attempt = attempt - $uncounted, is_settled = false,
    started_at = case when $status <> 'QUEUED' then started_at end,
    finished_at = case when $status <> 'QUEUED' then $now end,
    progress = case $status
        when 'SUCCEEDED' then 1
        when 'QUEUED' then 0
        else coalesce(told.progress, job.progress)
    end,
    phase = case when $status <> 'QUEUED' then coalesce(told.phase, job.phase) end,
    rows_total = told.rows_total,
    rows_done = case when $status = 'SUCCEEDED' then told.rows_total else told.rows_done end,
    rows_per_s = case
        when $status = 'SUCCEEDED'
        then told.rows_total * 1e6 / nullif(epoch_us($now) - epoch_us(started_at), 0)
        else told.rows_per_s
    end
from (
    select
        max(progress) as progress,
        max(phase) as phase,
        max(rows_done) as rows_done,
        max(rows_total) as rows_total,
        max(rows_per_s) as rows_per_s
    from job_lease
    where lease = $lease
) as told
where job_id = $job_id and lease is not distinct from $lease and status = 'RUNNING'
returning job_id
