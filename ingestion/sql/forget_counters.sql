-- the feed without counters: nothing was done that they could count
update feed
set rows_read = null, inserted = null, updated = null, unchanged = null, skipped = null,
    deactivated = null, warnings = null
where feed_id = $feed_id
