-- known orders of a batch, told again from all their lines, as some have come to them
update customer_order
set total = told.total, status = told.status, ordered_at = told.ordered_at,
    partner_ids = told.partner_ids
from (
    with extended as (
        select distinct order_id
        from due_line
        where batch_no = $batch_no and is_known
    ),
    line as (
        select order_id, false as is_refund, partner_id, line_total as amount, ordered_at as moment
        from order_item
        where order_id in (select order_id from extended)
        union all
        select order_id, true, partner_id, amount, refunded_at
        from order_refund
        where order_id in (select order_id from extended)
    )
    select
        order_id, coalesce(sum(amount) filter (not is_refund), 0) as total,
        case
            when not bool_or(is_refund) then 'CONFIRMED'
            when coalesce(sum(amount) filter (not is_refund), 0)
                > sum(amount) filter (is_refund) then 'PARTIALLY_REFUNDED'
            else 'REFUNDED'
        end as status,
        coalesce(min(moment) filter (not is_refund), min(moment)) as ordered_at,
        list_sort(list(distinct partner_id)) as partner_ids
    from line
    group by order_id
) as told
where customer_order.order_id = told.order_id
