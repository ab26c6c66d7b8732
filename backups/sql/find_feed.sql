-- the feed, if it is recorded
select feed_id
from feed
where feed_id = $feed_id
