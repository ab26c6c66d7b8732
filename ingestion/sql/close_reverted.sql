-- the feed, reverted: its counters stay what it did, beside them stands what the revert did
update feed
set status = 'REVERTED', error = null, reverted_at = now(),
    reverted = {
        'restored': $restored::bigint, 'removed': $removed::bigint,
        'kept_for_orders': $kept_for_orders::bigint, 'changed_since': $changed_since::bigint
    }
where feed_id = $feed_id and status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
returning feed_id
