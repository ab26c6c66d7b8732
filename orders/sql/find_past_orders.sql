-- the orders that the lines are of: what is known of them, else what their first lines say.
-- The day is that of the lines placed; an order of refunds alone has none
create or replace temp table past_order as
with told as (
    select
        order_number, arg_min(currency, record_number) as currency,
        arg_min(customer_ref, record_number) as customer_ref,
        arg_min(country, record_number) as country,
        arg_min(day, record_number) filter (not is_refund) as day
    from typed_line
    where code is null
    group by order_number
),
dated as (
    select order_id, min(moment) as moment, sum(amount) as placed
    from known_line
    where not is_refund
    group by order_id
),
known as (
    select past.*, dated.moment, dated.placed
    from customer_order as past
    left join dated using (order_id)
    where past.imported_from = $source
        and past.order_number in (select order_number from told)
)
select
    told.order_number, coalesce(known.order_id, uuidv7()) as order_id,
    known.order_id is not null as is_known,
    coalesce(known.status = 'CANCELLED', false) as is_cancelled,
    coalesce(known.currency, told.currency) as currency,
    coalesce(known.customer_ref, told.customer_ref, $nobody) as customer_ref,
    case when known.order_id is null then told.country else known.country end as country,
    coalesce(cast(timezone($zone, known.moment) as date), told.day) as day,
    coalesce(known.placed, 0) as known_total
from told
left join known on known.order_number = told.order_number
