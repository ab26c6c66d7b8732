-- lanes in which jobs of a kind failed for good and none succeeded since, with the last of them;
-- other rules tell of files that cannot be read and of pulls that failed
with ended as (
    select
        job.*, feed.partner_id, feed.feed_id, feed.filename,
        max(job.finished_at) filter (where job.status = 'SUCCEEDED')
            over (partition by job.kind, lane) as succeeded_at
    from job
    left join feed on feed.feed_id = job.subject_id and feed.received_at > $since
    where job.kind <> 'PULL' and job.status in ('SUCCEEDED', 'FAILED') and job.finished_at > $since
        and coalesce(feed.status, '') not in ('VALIDATION_FAILED', 'CANCELLED', 'REJECTED')
)
select
    kind || ' ' || lane as subject, any_value(partner_id) as partner_id,
    any_value(partner.code) as partner, kind, count(*) as count,
    max_by(job_id, finished_at) as job_id, max_by(feed_id, finished_at) as feed_id,
    max_by(filename, finished_at) as filename, max_by(error ->> 'code', finished_at) as code,
    max_by(request_id, finished_at) as request_id
from ended
left join partner using (partner_id)
where status = 'FAILED' and (succeeded_at is null or finished_at > succeeded_at)
group by kind, lane
