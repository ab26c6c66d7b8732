-- the file without the findings of those feeds
delete from published.feed_issues
where feed_id in (select feed_id from picked_feed)
