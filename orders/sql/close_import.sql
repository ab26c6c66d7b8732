-- the import with its ledger
update order_import
set rows_read = $rows_read, unchanged = $unchanged, skipped = $skipped
where job_id = $job_id
