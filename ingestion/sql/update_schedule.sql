-- the schedule as it is to be; of another source nothing is known yet
update schedule
set name = $name, url = $url, mode = $mode, credentials = $credentials, hold = $hold,
    cron = $cron, interval_s = $interval_s, timezone = $timezone, timeout_s = $timeout_s,
    max_bytes = $max_bytes, misfire_grace_s = $misfire_grace_s, updated_at = $now,
    counted_from = $counted_from, next_run_at = $next_run_at,
    source_version = source_version + case when $is_other_source then 1 else 0 end,
    etag = case when not $is_other_source then etag end,
    last_modified = case when not $is_other_source then last_modified end,
    sha256 = case when not $is_other_source then sha256 end
where schedule_id = $schedule_id
