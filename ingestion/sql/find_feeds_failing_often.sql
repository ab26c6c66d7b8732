-- partners of whose feeds many failed of late: how many, and the last of them
select
    partner_id as subject, partner_id, partner.code as partner, count(*) as measure, count(*) as count,
    max_by(feed_id, feed_no) as feed_id, max_by(filename, feed_no) as filename,
    max_by(error ->> 'code', feed_no) as code, max_by(error ->> 'job_id', feed_no) as job_id,
    max_by(error ->> 'request_id', feed_no) as request_id
from feed
join partner using (partner_id)
where received_at > $since and status in ('FAILED', 'VALIDATION_FAILED')
group by partner_id, partner.code
having count(*) >= $threshold
