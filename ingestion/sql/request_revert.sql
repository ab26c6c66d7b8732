-- the loaded feed, whose revert somebody asks for: two who ask at once meet in its row
update feed
set revert_asked_by = $asked_by
where feed_id = $feed_id and status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
returning feed_id
