-- jobs under which the process died again and again, and that are not at an end
select
    job_id as subject, feed.partner_id, partner.code as partner, job_id, job.kind, feed.feed_id,
    feed.filename, job.request_id, job.crashes as count, job.crashes as measure
from job
left join feed on feed.feed_id = job.subject_id
left join partner using (partner_id)
where job.status in ('QUEUED', 'RUNNING', 'RETRY_WAIT') and job.crashes >= $threshold
