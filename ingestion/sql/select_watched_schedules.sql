-- the schedules that are not paused, each with the last feed that came for the partner by itself,
-- and whether a pull of it waits or runs
select
    schedule.schedule_id, schedule.partner_id, partner.code as partner, schedule.name, kind, url, mode,
    credentials, hold, cron, interval_s, timezone, timeout_s, max_bytes, misfire_grace_s, is_paused,
    created_by, schedule.created_at, updated_at, counted_from, next_run_at, last_run_at, last_job_id,
    last_feed_id, last_outcome, last_error, last_skip, etag, last_modified, sha256, source_version,
    latest.feed_id as arrived_feed_id, latest.received_at as arrived_at,
    exists (
        select *
        from job
        where job.subject_id = schedule.schedule_id and job.kind = 'PULL'
            and job.status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
    ) as is_under_way
from schedule
join partner using (partner_id)
left join (
    select
        partner_id, max_by(feed_id, received_at) as feed_id, max(received_at) as received_at
    from feed
    where origin <> 'replay'
    group by partner_id
) as latest using (partner_id)
where not is_paused
order by schedule.name
