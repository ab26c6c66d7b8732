-- no runs but the newest
delete from {table_name}
where run_id not in (
    select run_id from reconciliation_run order by seen_at desc, run_id desc limit $keep
)
