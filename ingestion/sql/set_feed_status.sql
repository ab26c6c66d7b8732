-- the feed in its new state, if it was in one that allows it
update feed
set status = $status, error = null,
    finished_at = case when $status in ('REJECTED', 'CANCELLED') then now() end
where feed_id = $feed_id and list_contains($allowed, status)
returning feed_id
