-- schedules by name, after the last name of the page before
select
    schedule.schedule_id, schedule.partner_id, partner.code as partner, schedule.name, kind, url, mode,
    credentials, hold, cron, interval_s, timezone, timeout_s, max_bytes, misfire_grace_s, is_paused,
    created_by, schedule.created_at, updated_at, counted_from, next_run_at, last_run_at, last_job_id,
    last_feed_id, last_outcome, last_error, last_skip, etag, last_modified, sha256, source_version
from schedule
join partner using (partner_id)
where ($partner is null or partner.code = $partner)
    and ($kind is null or kind = $kind)
    and ($partner_id is null or partner_id = $partner_id)
    and ($after is null or schedule.name > $after)
order by schedule.name
limit $limit
