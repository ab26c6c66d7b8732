-- what each check of a run found
insert into reconciliation_check (
    run_id, position, name, promise, noun, looked_at, differences, took_s
)
select $run_id, unnest($rows::struct(
    position integer, name varchar, promise varchar, noun varchar, looked_at bigint,
    differences bigint, took_s double
)[], max_depth := 2)
