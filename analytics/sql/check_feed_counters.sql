-- the feeds whose counters do not add up, or do not go with their state
select
    partner_id, feed_id, status, rows_read, inserted, updated, unchanged, skipped
from feed
where rows_read <> inserted + updated + unchanged + skipped
    or (status = 'COMPLETED' and skipped <> 0)
    or (status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED') and rows_read is null)
