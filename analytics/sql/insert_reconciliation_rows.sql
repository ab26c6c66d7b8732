-- the rows of a run that are kept
insert into reconciliation_row (run_id, name, row_no, partner_id, shown)
select $run_id, unnest($rows::struct(
    name varchar, row_no bigint, partner_id bigint, shown varchar
)[], max_depth := 2)
