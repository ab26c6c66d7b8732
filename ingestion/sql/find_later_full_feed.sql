-- one row if the feed is a full one after which a later full feed of the partner was loaded
select later.feed_id
from feed
join feed as later
    on later.partner_id = feed.partner_id
        and coalesce(later.completed_no, later.feed_no) > coalesce(feed.completed_no, feed.feed_no)
where feed.feed_id = $feed_id and feed.mode = 'full' and later.mode = 'full'
    and later.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
limit 1
