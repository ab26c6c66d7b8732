-- the feed ended with a reason, if it was on its way: nothing of it is in the catalog
update feed
set status = $status, error = $error, finished_at = now(), rows_read = null, inserted = null,
    updated = null, unchanged = null, skipped = null, deactivated = null, warnings = null
where feed_id = $feed_id and list_contains($allowed, status)
