-- the first findings of each code in the records on this cursor, in the order of the file
select
    record_number, line_number, sku, each.column_name as column, each.code as code,
    case
        when is_error(each.code) then 'error'
        when is_warning(each.code) then 'warning'
        else 'info'
    end as severity,
    each.raw_value as raw_value, each.normalized_value as normalized_value,
    each.detail as detail, action as row_outcome
from (
    select
        shard_no, record_number, line_number, sku, action, unnest(findings) as each,
        generate_subscripts(findings, 1) as nth
    from verdict
    where findings is not null
)
qualify row_number() over (
    partition by each.code order by shard_no, record_number, nth
) <= $examples
order by shard_no, record_number, nth
