-- all feeds
create or replace temp view picked_feed as
from feed_to_publish
