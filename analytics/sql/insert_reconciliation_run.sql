-- a run of all checks
insert into reconciliation_run (run_id, seen_at, finished_at, checks, differences)
values ($run_id, $seen_at, $finished_at, $checks, $differences)
