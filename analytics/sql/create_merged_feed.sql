-- the feeds that were loaded or reverted since the file was written, and how often their
-- partner's products were changed by that
create or replace temp table merged_feed as
with standing as (
    select
        feed.feed_id, feed.partner,
        feed.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED') as is_loaded,
        feed.status = 'REVERTED' as is_reverted,
        coalesce(known.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED'), false)
            as was_loaded,
        coalesce(known.status = 'REVERTED', false) as was_reverted
    from picked_feed as feed
    left join published.feeds as known on known.feed_id = feed.feed_id
)
select
    feed_id, partner,
    is_loaded::integer - was_loaded::integer + is_reverted::integer - was_reverted::integer
        as merges
from standing
where merges > 0
