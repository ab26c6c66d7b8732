-- the feed whose report is gone
update feed
set report_deleted_at = $now
where feed_id = $feed_id
