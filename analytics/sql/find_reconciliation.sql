-- the run, if it is kept
select run_id from reconciliation_run where run_id = $run_id
