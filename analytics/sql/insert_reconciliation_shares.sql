-- how many of the differences of a check are of one partner alone
insert into reconciliation_share (run_id, name, partner_id, differences)
select $run_id, unnest($rows::struct(
    name varchar, partner_id bigint, differences bigint
)[], max_depth := 2)
