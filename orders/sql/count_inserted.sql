-- the import with the lines of a batch counted
update order_import
set inserted = inserted + $lines
where job_id = $job_id
