-- feeds whose raw file is not kept any longer. Kept in any case are those of feeds that may still
-- go on, or that are being replayed, and that of the full feed which was loaded last. Of one
-- partner, with so many days in place of its own, it is what would be deleted
with at_work as (
    select subject_id as feed_id, kind
    from job
    where status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
),
last_full as (
    select feed_id
    from feed
    anti join (from at_work where kind = 'REVERT') as reverting using (feed_id)
    where mode = 'full' and status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
    qualify row_number() over (
        partition by partner_id order by coalesce(completed_no, feed_no) desc
    ) = 1
),
replayed as (
    select replays_feed_id as feed_id
    from feed
    where replays_feed_id is not null and not list_contains($finished, status)
),
kept as (
    select feed_id from at_work
    union all select feed_id from last_full
    union all select feed_id from replayed
)
select feed.feed_id, feed.size_bytes
from feed
left join partner_retention using (partner_id)
anti join kept using (feed_id)
where feed.raw_expired_at is null
    and ($partner_id is null or feed.partner_id = $partner_id)
    and list_contains($finished, feed.status)
    and greatest(feed.received_at, feed.finished_at, feed.reverted_at)
        < $now::timestamptz - to_days(case when $partner_id is null then raw_days else $days::integer end)
order by feed.feed_no
limit $most
