-- the lines of which more was given back than bought, and orders whose state says something else
with given as (
    select
        order_id, line, sum(quantity) as units, sum(amount) as amount,
        bool_or(is_cancellation) as is_cancelled
    from order_refund
    group by order_id, line
),
standing as (
    select
        order_id, sum(item.quantity) as bought, sum(coalesce(given.units, 0)) as returned,
        coalesce(bool_or(given.is_cancelled), false) as is_cancelled
    from order_item as item
    left join given using (order_id, line)
    group by order_id
)
select
    'order ' || order_id::varchar as subject,
    format(
        'line {}: {} units of {} given back, {} of {}', item.line, given.units, item.quantity,
        given.amount, item.line_total
    ) as fault
from order_item as item
join given using (order_id, line)
where not item.is_imported
    and (given.units > item.quantity or given.amount > item.line_total)
union all
select
    'order ' || ordered.order_number,
    format(
        '{}, with {} of {} units given back', ordered.status, standing.returned, standing.bought
    )
from customer_order as ordered
join standing using (order_id)
where ordered.imported_from is null
    and ordered.status <> case
        when standing.is_cancelled then 'CANCELLED'
        when standing.returned = 0 then 'CONFIRMED'
        when standing.returned < standing.bought then 'PARTIALLY_REFUNDED'
        else 'REFUNDED'
    end
