-- how far the running job is
update job_lease
set progress = $progress, phase = $phase, rows_done = $rows_done, rows_total = $rows_total,
    rows_per_s = $rows_per_s
where lease = $lease
