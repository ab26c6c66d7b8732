-- the orders of a batch that were not known, as their file has them: mostly in order of time
insert into customer_order (
    order_id, order_number, status, currency, total, customer_ref, owner, partner_ids, country,
    ordered_at, imported_from, imported_at
)
select
    order_id, any_value(order_number),
    case
        when not bool_or(is_refund) then 'CONFIRMED'
        when coalesce(sum(amount) filter (not is_refund), 0)
            > sum(amount) filter (is_refund) then 'PARTIALLY_REFUNDED'
        else 'REFUNDED'
    end,
    any_value(currency), coalesce(sum(amount) filter (not is_refund), 0),
    any_value(customer_ref), $owner, list_sort(list(distinct partner_id)), any_value(country),
    coalesce(min(moment) filter (not is_refund), min(moment)), $source, $imported_at
from due_line
where batch_no = $batch_no and not is_known
group by order_id
order by min(record_number)
