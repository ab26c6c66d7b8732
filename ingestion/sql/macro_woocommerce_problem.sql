-- the record's problem: a variable product without a price is but what its variations share
create or replace temp macro woocommerce_problem(type, price, row_problem) as
case
    when is_whole(row_problem) and price is null
        and regexp_matches(lower(type), '^variable(-subscription)?\s*(,|$)')
        then 'row/variable_parent'
    else row_problem
end
