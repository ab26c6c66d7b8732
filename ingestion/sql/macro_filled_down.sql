-- the cell, where it is blank that of the last record above it with the same handle
create or replace temp macro filled_down(cell, handle, row_problem, record_number) as
coalesce(
    cell,
    case
        when handle is not null and is_whole(row_problem)
            then last_value(case when is_whole(row_problem) then cell end ignore nulls) over (
                partition by handle
                order by record_number
                rows between unbounded preceding and current row
            )
    end
)
