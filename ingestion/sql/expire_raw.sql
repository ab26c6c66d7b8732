-- the feed whose raw file is not given out from now on
update feed
set raw_expired_at = $now
where feed_id = $feed_id
