-- the stock account without the counts of a feed
delete from stock_count where feed_id = $feed_id
