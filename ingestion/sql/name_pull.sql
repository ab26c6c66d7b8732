-- which job pulls for the schedule
update schedule
set last_job_id = $job_id
where schedule_id = $schedule_id
