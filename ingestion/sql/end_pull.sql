-- what the schedule's last run ended with; only a feed takes the place of the last one
update schedule
set last_run_at = $now, last_outcome = $outcome, last_error = $error,
    last_feed_id = coalesce($feed_id, last_feed_id)
where schedule_id = $schedule_id
