-- the first cell that is not blank of the records with the same handle
create or replace temp macro first_of(cell, handle, record_number) as
case
    when handle is null then cell
    else first_value(cell ignore nulls) over (
        partition by handle
        order by record_number
        rows between unbounded preceding and unbounded following
    )
end
