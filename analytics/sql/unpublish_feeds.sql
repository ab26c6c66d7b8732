-- the file without the feeds that are told anew
delete from published.feeds
where feed_id in (select feed_id from picked_feed)
