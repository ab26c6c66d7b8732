-- the schedule's next time, and the due run that did not happen, if one did not
update schedule
set next_run_at = $next_run_at, last_skip = coalesce($last_skip, last_skip)
where schedule_id = $schedule_id
