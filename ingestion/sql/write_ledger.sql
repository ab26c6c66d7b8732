-- what the feed does or did, record by record, and where it stands
update feed
set status = $status, rows_read = $rows_read, inserted = $inserted, updated = $updated,
    unchanged = $unchanged, skipped = $skipped, deactivated = $deactivated, warnings = $warnings,
    dialect = $dialect, held_by = $held_by, guard_numbers = coalesce($guard_numbers, guard_numbers),
    finished_at = case when $status in ('COMPLETED', 'COMPLETED_WITH_ERRORS') then now() end
where feed_id = $feed_id and status = $expected
returning feed_id
