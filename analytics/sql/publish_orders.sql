-- the picked orders of a range of rows, with what was given back of each so far
insert into published.orders
select
    placed.order_id, placed.order_number, placed.status, placed.currency, placed.total,
    coalesce(given.refunded, 0), placed.customer_ref, placed.country, placed.ordered_at,
    cast(timezone($zone, placed.ordered_at) as date), placed.imported_from is not null,
    placed.imported_from
from picked_order as placed
left join (
    select order_id, measure_refunds(amount) as refunded
    from picked_refund
    group by order_id
) as given on given.order_id = placed.order_id
where placed.row_id between $first and $last
