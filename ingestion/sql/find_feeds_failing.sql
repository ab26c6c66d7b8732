-- partners whose latest feeds all failed: how many in a row, and the last of them
with ended as (
    select
        * exclude (feed_no), coalesce(completed_no, feed_no) as feed_no,
        status in ('FAILED', 'VALIDATION_FAILED') as has_failed
    from feed
    where received_at > $since
        and status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'VALIDATION_FAILED')
),
since_good as (
    select *
    from ended
    qualify has_failed and feed_no > coalesce(
        max(feed_no) filter (where not has_failed) over (partition by partner_id), 0
    )
)
select
    partner_id as subject, partner_id, partner.code as partner, count(*) as measure, count(*) as count,
    max_by(feed_id, feed_no) as feed_id, max_by(filename, feed_no) as filename,
    max_by(error ->> 'code', feed_no) as code, max_by(error ->> 'job_id', feed_no) as job_id,
    max_by(error ->> 'request_id', feed_no) as request_id
from since_good
join partner using (partner_id)
group by partner_id, partner.code
having count(*) >= $threshold
