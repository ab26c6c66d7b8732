-- the feeds of which a forecast is left, though they are loaded or not there
select feed.partner_id, feed_id, feed.status, forecast.products
from (select feed_id, count(*) as products from feed_forecast group by feed_id) as forecast
left join feed using (feed_id)
where feed.feed_id is null
    or feed.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
