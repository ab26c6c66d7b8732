-- the feed without a report
delete from feed_issue where feed_id = $feed_id
