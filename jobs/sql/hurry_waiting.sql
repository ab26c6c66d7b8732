-- jobs that wait because of a problem of this code, due now
update job
set run_after = $now
where status = 'RETRY_WAIT' and error ->> '$.code' = $code
returning job_id
