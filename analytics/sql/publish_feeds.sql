-- the picked feeds
insert into published.feeds
from picked_feed
order by feed_id
