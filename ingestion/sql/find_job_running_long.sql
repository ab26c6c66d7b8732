-- running jobs that take many times as long as 95 of 100 of their kind and lane took
with running as (
    select *, epoch($now::timestamptz - started_at) as running_s
    from job
    where status = 'RUNNING' and epoch($now::timestamptz - started_at) >= $never_long_s
),
usual as (
    select
        past.kind, past.lane,
        quantile_cont(epoch(past.finished_at - past.started_at), 0.95) as usual_s
    from job as past
    where past.status = 'SUCCEEDED' and past.finished_at > $since
        and (past.kind, past.lane) in (select (kind, lane) from running)
    group by past.kind, past.lane
    having count(*) >= $few_jobs
)
select
    job_id as subject, feed.partner_id, partner.code as partner, job_id, running.kind, feed.feed_id,
    feed.filename, running.request_id, running_s, usual_s,
    running_s / greatest(coalesce(usual_s, $usual_without_history_s), 1) as measure
from running
left join usual on usual.kind = running.kind and usual.lane = running.lane
left join feed on feed.feed_id = running.subject_id
left join partner on partner.partner_id = feed.partner_id
where running_s / greatest(coalesce(usual_s, $usual_without_history_s), 1) >= $threshold
