-- the feeds that the file does not have as they are now
create or replace temp table picked_feed as
from feed_to_publish
except all
select * exclude (no_products)
from published.feeds
