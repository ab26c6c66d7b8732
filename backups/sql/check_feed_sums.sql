-- the feeds whose counters do not add up, or do not go with their state
select
    'feed ' || feed_id::varchar as subject,
    format(
        '{} with {} read = {} + {} + {} + {}', status, rows_read, inserted, updated, unchanged,
        skipped
    ) as fault
from feed
where rows_read <> inserted + updated + unchanged + skipped
    or (status = 'COMPLETED' and skipped <> 0)
    or (status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED') and rows_read is null)
