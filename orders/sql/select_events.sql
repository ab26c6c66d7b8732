-- the steps of an order, its placing first, each with the lines that it was about
with step as (
    select
        'placed' as kind, ordered_at as happened_at, coalesce(imported_from, owner) as actor,
        null::uuid as refund_id
    from customer_order
    where order_id = $order_id::uuid
    union all
    select 'imported', imported_at, owner, null
    from customer_order
    where order_id = $order_id::uuid and imported_at is not null
    union all
    -- a refund that was brought from elsewhere has no event of ours
    select coalesce(event.kind, 'refunded'), refund.refunded_at, event.actor, refund.refund_id
    from (
        select distinct refund_id, refunded_at
        from order_refund
        where order_id = $order_id::uuid
    ) as refund
    left join order_event as event
        on event.refund_id = refund.refund_id and event.order_id = $order_id::uuid
),
line as (
    select null::uuid as refund_id, line, sku, product_name, quantity, line_total as amount
    from order_item
    where order_id = $order_id::uuid
    union all
    select refund_id, line, sku, coalesce(product_name, sku), quantity, amount
    from order_refund
    where order_id = $order_id::uuid
),
about as (
    select
        refund_id, sum(amount) as amount,
        list({
            'line': line, 'sku': sku, 'product_name': product_name, 'quantity': quantity,
            'amount': amount
        } order by line) as lines
    from line
    group by refund_id
)
select step.kind, step.happened_at, step.actor, coalesce(about.amount, 0) as amount, about.lines
from step
left join about
    on about.refund_id is not distinct from step.refund_id and step.kind <> 'imported'
order by step.kind <> 'placed', step.happened_at, step.refund_id
