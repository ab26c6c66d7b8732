-- the feed with one part more; the row is written to, so that of two transactions one conflicts
update feed
set size_bytes = (select sum(size_bytes)::bigint from feed_part where feed_id = $feed_id),
    hold_requested = hold_requested or $hold
where feed_id = $feed_id and status = 'RECEIVED' and completed_no is null
returning feed_id
