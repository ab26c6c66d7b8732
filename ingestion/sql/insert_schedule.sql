-- a new schedule
insert into schedule (
    partner_id, name, kind, url, mode, credentials, hold, cron, interval_s, timezone, timeout_s,
    max_bytes, misfire_grace_s, is_paused, created_by, created_at, updated_at, counted_from,
    next_run_at
)
values (
    $partner_id, $name, $kind, $url, $mode, $credentials, $hold, $cron, $interval_s, $timezone,
    $timeout_s, $max_bytes, $misfire_grace_s, $is_paused, $created_by, $now, $now, $now,
    $next_run_at
)
returning schedule_id
