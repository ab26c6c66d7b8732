-- the orders that share their number, or past ones their number of one source, and ids given twice.
-- Of all orders hashes of numbers are counted; what is more than one of them is looked at closely
with hash_twice as (
    select hash(order_number, imported_from) as number_hash
    from customer_order
    group by number_hash
    having count(*) > 1
),
id_twice as (
    select order_id from customer_order group by order_id having count(*) > 1
),
ordered as (
    select
        order_id, order_number, imported_from,
        case when len(partner_ids) = 1 then partner_ids[1] end as partner_id
    from customer_order
    where hash(order_number, imported_from) in (select number_hash from hash_twice)
)
select
    case when min(partner_id) = max(partner_id) and count(partner_id) = count(*)
        then min(partner_id) end as partner_id,
    min(order_id) as order_id, order_number, imported_from, count(*) as orders
from ordered
group by order_number, imported_from
having count(*) > 1
union all
select null, order_id, min(order_number), min(imported_from), count(*)
from customer_order
where order_id in (select order_id from id_twice)
group by order_id
