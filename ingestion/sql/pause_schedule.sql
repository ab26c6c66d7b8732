-- the schedule, paused or going on from now
update schedule
set is_paused = $is_paused, next_run_at = $next_run_at, updated_at = $now, counted_from = $now
where schedule_id = $schedule_id
