-- every feed as the published file shows it
create or replace temp table feed_to_publish as
select
    feed.feed_id, partner.code as partner, feed.mode, feed.origin, feed.filename, feed.size_bytes,
    feed.status, feed.received_at, cast(timezone($zone, feed.received_at) as date) as day,
    feed.finished_at, feed.rows_read, feed.inserted, feed.updated, feed.unchanged, feed.skipped,
    feed.deactivated, feed.warnings, feed.dialect ->> 'encoding' as encoding,
    feed.dialect ->> 'delimiter' as delimiter,
    nullif(array_to_string(feed.held_by, ', '), '') as held_by, feed.decided_at,
    feed.error ->> 'code' as error_code, feed.replays_feed_id, feed.reverted_at,
    feed.report_deleted_at
from feed
join partner on partner.partner_id = feed.partner_id
