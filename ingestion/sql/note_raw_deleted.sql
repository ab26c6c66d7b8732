-- the feed of which the store holds no raw file any more
update feed
set raw_deleted_at = $now
where feed_id = $feed_id
