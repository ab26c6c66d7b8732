-- the feed whose report is written anew, also where one was deleted
update feed
set report_deleted_at = null
where feed_id = $feed_id and report_deleted_at is not null
