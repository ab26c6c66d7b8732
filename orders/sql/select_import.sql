-- the import of a job: its source, and its ledger as far as it is known
select source, inserted, rows_read, unchanged, skipped
from order_import
where job_id = try_cast($job_id as uuid)
