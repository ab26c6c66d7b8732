-- the feeds on their way that no job will take further
select partner_id, feed_id, status, received_at
from feed
where status in ('RECEIVED', 'VALIDATING', 'PROCESSING')
    and feed_id not in (
        select subject_id
        from job
        where subject_id is not null and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
    )
    -- parts of it may still come
    and (completed_no is not null or feed_id not in (select feed_id from feed_batch))
