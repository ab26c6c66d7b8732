-- the feeds on their way that no job will take further
select
    'feed ' || feed_id::varchar as subject, status || ', and no job waits for it' as fault
from feed
where status in ('RECEIVED', 'VALIDATING', 'PROCESSING')
    and feed_id not in (
        select subject_id
        from job
        where subject_id is not null and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
    )
    -- parts of it may still come
    and (completed_no is not null or feed_id not in (select feed_id from feed_batch))
