-- the findings of all records, in the order of the file, after those of the file as a whole
insert into feed_issue
select
    $feed_id as feed_id,
    $after + row_number() over (order by shard_no, record_number, nth) as position,
    record_number, line_number, sku, each.column_name, each.code,
    case
        when is_error(each.code) then 'error'
        when is_warning(each.code) then 'warning'
        else 'info'
    end as severity,
    each.raw_value, each.normalized_value, each.detail, action as row_outcome
from (
    select
        shard_no, record_number, line_number, sku, action, unnest(findings) as each,
        generate_subscripts(findings, 1) as nth
    from verdict
    where findings is not null
)
