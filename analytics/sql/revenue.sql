-- revenue by key and currency, of the period and of what it is compared with: of past days from what
-- `revenue_past` summed up, of all else line by line. At most so many rows, each of which says how
-- many there are
with sold as not materialized (
    select
        line.order_id, line.is_placed, line.units, line.gross, line.refunds, line.currency,
        coalesce(line.category, '') as category, coalesce(line.brand, '') as brand,
        coalesce(line.country, '') as country, partner.code || '/' || line.sku as product,
        partner.code as partner, line.partner_id, line.sku, line.happened_at,
        cast(timezone($zone, line.happened_at) as date) as day,
        category_path(line.category) as path
    from sales_line as line
    join partner on partner.partner_id = line.partner_id
    where ($currency is null or line.currency = $currency)
        and ($partner_id is null or line.partner_id = $partner_id)
),
wanted as not materialized (
    from sold
    where ($category is null or path = $category or starts_with(path, $category || ' > '))
        and ($brand is null or brand = $brand)
        and ($product is null or product = $product)
        and ($country is null or country = $country)
),
line as (
    select *, true as is_current
    from wanted
    where ($from_at is null or happened_at >= $from_at)
        and ($to_at is null or happened_at < $to_at)
        and ($covered_from_at is null or happened_at < $covered_from_at)
    union all
    select *, true
    from wanted
    where happened_at >= $covered_to_at and ($to_at is null or happened_at < $to_at)
    union all
    select *, false
    from wanted
    where happened_at >= $before_from_at and happened_at < $before_to_at
        and ($before_covered_from_at is null or happened_at < $before_covered_from_at)
    union all
    select *, false
    from wanted
    where happened_at >= $before_covered_to_at and happened_at < $before_to_at
),
-- a product that has a number is told by it
product as (
    select partner_id, sku, product_no
    from revenue_item
    where $group_by = 'product' and item_no = product_no
),
sale as (
    select
        is_current, day, currency, case when is_placed then order_id end as order_id,
        0 as counted, units, gross, refunds, product_no,
        case $group_by
            when 'partner' then partner
            when 'category'
                then case when $level is null then category else path_top(path, $level) end
            when 'brand' then brand
            when 'product' then case when product_no is null then line.product end
            when 'country' then country
            when 'currency' then currency
        end as name
    from line
    left join product on product.partner_id = line.partner_id and product.sku = line.sku
    union all
    select
        is_current, day, currency, cast(order_id as uuid), counted, units, gross, refunds,
        product_no, name
    from past_sale
),
-- a day of comparison stands beside one of the period
beside as (
    select
        *,
        case
            when is_current then day
            else greatest(
                cast(day + to_years($shift_years) + to_days($shift_days) as date), $first_day
            )
        end as day_beside
    from sale
),
placed as (
    select
        *,
        case $group_by
            when 'day' then day_beside
            when 'week' then cast(date_trunc('week', day_beside) as date)
            when 'month' then cast(date_trunc('month', day_beside) as date)
        end as starts_on
    from beside
),
-- an order that is in several of these rows counts once for a key; all others were counted before.
-- Only rows with an order are told apart, as that costs more than all the sums
once as (
    select
        is_current, product_no, name, currency, starts_on, measure_orders(order_id) as counted
    from placed
    where order_id is not null
    group by all
),
counted_once as (
    select is_current, product_no, name, currency, starts_on, counted, units, gross, refunds
    from placed
    union all by name
    from once
),
-- each amount beside the period that it belongs to, none in the other
split as (
    select
        is_current, product_no, name, currency, starts_on,
        case when is_current then counted end as counted_now,
        case when is_current then units end as units_now,
        case when is_current then gross end as gross_now,
        case when is_current then refunds end as refunds_now,
        case when not is_current then counted end as counted_before,
        case when not is_current then units end as units_before,
        case when not is_current then gross end as gross_before,
        case when not is_current then refunds end as refunds_before
    from counted_once
),
told as (
    select
        starts_on, product_no, name, currency, count(*) filter (is_current) > 0 as is_now,
        cast(coalesce(sum(counted_now), 0) as bigint) as orders,
        measure_units(units_now) as units,
        measure_gross(gross_now) as gross,
        measure_refunds(refunds_now) as refunds,
        measure_net(gross_now, refunds_now) as net,
        measure_net(gross_before, refunds_before) as previous_net,
        cast(coalesce(sum(counted_before), 0) as bigint) as previous_orders,
        measure_units(units_before) as previous_units,
        measure_gross(gross_before) as previous_gross
    from split
    group by starts_on, product_no, name, currency
    having is_now or $keeps_gone
),
named as (
    select
        told.*,
        coalesce(
            told.name, partner.code || '/' || product.sku,
            strftime(told.starts_on, case $group_by when 'month' then '%Y-%m' else '%Y-%m-%d' end)
        ) as key
    from told
    left join product on product.product_no = told.product_no
    left join partner on partner.partner_id = product.partner_id
),
-- the first of them, before what is worked out for each row
first_rows as (
    select *, count(*) over () as found
    from named
    order by starts_on, net desc, key, currency
    limit $most
)
select
    key, first_rows.currency, orders, units, gross, refunds, net,
    measure_average_order(gross, orders, coalesce(minor_unit, 2)) as average_order,
    case when $is_compared then previous_net end as previous_net,
    case when $is_compared then previous_orders end as previous_orders,
    case when $is_compared then previous_units end as previous_units,
    case when $is_compared then previous_gross end as previous_gross,
    case when $is_compared
        then measure_average_order(previous_gross, previous_orders, coalesce(minor_unit, 2))
    end as previous_average_order,
    is_now, found
from first_rows
left join currency on currency.code = first_rows.currency
order by starts_on, net desc, key, first_rows.currency
