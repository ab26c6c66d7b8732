-- the feed without the counts of a report that was deleted
delete from feed_issue_count where feed_id = $feed_id
