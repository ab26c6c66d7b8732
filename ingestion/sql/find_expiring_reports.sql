-- feeds whose report is not kept any longer; a revert may have written to it again
select feed.feed_id
from feed
join partner_retention using (partner_id)
anti join (from job where status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')) as at_work
    on at_work.subject_id = feed.feed_id
where (feed.report_deleted_at is null or feed.reverted_at > feed.report_deleted_at)
    and list_contains($finished, feed.status)
    and greatest(feed.received_at, feed.finished_at, feed.reverted_at)
        < $now::timestamptz - to_days(report_days)
order by feed.feed_no
limit $most
