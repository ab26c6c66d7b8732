-- feeds whose report is not kept any longer; a revert may have written to it again. Of one partner,
-- with so many days in place of its own, it is what would be deleted
select feed.feed_id, 0 as size_bytes
from feed
left join partner_retention using (partner_id)
anti join (from job where status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')) as at_work
    on at_work.subject_id = feed.feed_id
where (feed.report_deleted_at is null or feed.reverted_at > feed.report_deleted_at)
    and ($partner_id is null or feed.partner_id = $partner_id)
    and list_contains($finished, feed.status)
    and greatest(feed.received_at, feed.finished_at, feed.reverted_at)
        < $now::timestamptz - to_days(case when $partner_id is null then report_days else $days::integer end)
order by feed.feed_no
limit $most
