-- the feed as a person decided, if it was in a state that allows it
update feed
set status = $status, decided_by = $decided_by, decided_at = now(),
    finished_at = case when $status in ('REJECTED', 'CANCELLED') then now() end
where feed_id = $feed_id and list_contains($allowed, status)
returning feed_id
