-- the orders whose state is not what was given back of them
with given as (
    select
        order_id, sum(quantity) as units, sum(amount) as amount,
        bool_or(is_cancellation) as is_cancelled
    from order_refund
    group by order_id
),
bought as (
    select order_id, sum(quantity) as units from order_item group by order_id
),
judged as (
    select
        case when len(partner_ids) = 1 then partner_ids[1] end as partner_id,
        order_id, order_number, status,
        case
            when given.is_cancelled then 'CANCELLED'
            when given.order_id is null then 'CONFIRMED'
            -- of a past order only the amounts are known: its refunds are lines of their own
            when imported_from is not null and given.amount < total then 'PARTIALLY_REFUNDED'
            when imported_from is null and given.units < bought.units then 'PARTIALLY_REFUNDED'
            else 'REFUNDED'
        end as status_by_refunds,
        currency, total, coalesce(given.amount, 0) as given_back
    from customer_order
    left join given using (order_id)
    left join bought using (order_id)
)
select * from judged where status <> status_by_refunds
