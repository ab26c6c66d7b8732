-- the feed without a forecast
delete from feed_forecast where feed_id = $feed_id
