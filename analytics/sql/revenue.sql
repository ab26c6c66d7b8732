-- revenue by key and currency, of the period and of what it is compared with
with sold as not materialized (
    select
        line.order_id, line.is_placed, line.units, line.gross, line.refunds, line.currency,
        coalesce(line.category, '') as category, coalesce(line.brand, '') as brand,
        coalesce(line.country, '') as country, partner.code || '/' || line.sku as product,
        partner.code as partner, line.happened_at,
        cast(timezone($zone, line.happened_at) as date) as day,
        -- the category with ' > ' between its parts, as category_path.py has it
        case
            when contains(line.category, '>')
                then regexp_replace(
                    trim(line.category, e' \t\r\n>'), '[ \t\r\n]*>[ \t\r\n>]*', ' > ', 'g'
                )
            when contains(line.category, '/')
                then regexp_replace(
                    trim(
                        regexp_extract(line.category, '^(?:[^,]|,[ \t\r\n])*'), e' \t\r\n/'
                    ),
                    '[ \t\r\n]*/[ \t\r\n/]*', ' > ', 'g'
                )
            else trim(coalesce(line.category, ''), e' \t\r\n')
        end as path
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
    union all
    select
        * replace (
            greatest(
                cast(day + to_years($shift_years) + to_days($shift_days) as date), $first_day
            ) as day
        ),
        false as is_current
    from wanted
    where happened_at >= $before_from_at and happened_at < $before_to_at
),
keyed as (
    select
        *,
        case $group_by
            when 'day' then day
            when 'week' then cast(date_trunc('week', day) as date)
            when 'month' then cast(date_trunc('month', day) as date)
        end as starts_on,
        case $group_by
            when 'partner' then partner
            when 'category'
                then case
                    when $level is null then category
                    else array_to_string(string_split(path, ' > ')[1:$level], ' > ')
                end
            when 'brand' then brand
            when 'product' then product
            when 'country' then country
            when 'currency' then currency
        end as name
    from line
),
-- each amount beside the period that it belongs to, none in the other
split as (
    select
        *,
        case when is_current and is_placed then order_id end as order_now,
        case when is_current then units end as units_now,
        case when is_current then gross end as gross_now,
        case when is_current then refunds end as refunds_now,
        case when not is_current and is_placed then order_id end as order_before,
        case when not is_current then units end as units_before,
        case when not is_current then gross end as gross_before,
        case when not is_current then refunds end as refunds_before
    from keyed
),
told as (
    select
        starts_on, name, currency,
        measure_orders(order_now) as orders,
        measure_units(units_now) as units,
        measure_gross(gross_now) as gross,
        measure_refunds(refunds_now) as refunds,
        measure_net(gross_now, refunds_now) as net,
        measure_net(gross_before, refunds_before) as previous_net,
        measure_orders(order_before) as previous_orders,
        measure_units(units_before) as previous_units,
        measure_gross(gross_before) as previous_gross
    from split
    group by starts_on, name, currency
    having count(*) filter (is_current) > 0 or $keeps_gone
)
select
    coalesce(
        name, strftime(starts_on, case $group_by when 'month' then '%Y-%m' else '%Y-%m-%d' end)
    ) as key,
    told.currency, orders, units, gross, refunds, net,
    measure_average_order(gross, orders, coalesce(minor_unit, 2)) as average_order,
    case when $is_compared then previous_net end as previous_net,
    case when $is_compared then previous_orders end as previous_orders,
    case when $is_compared then previous_units end as previous_units,
    case when $is_compared then previous_gross end as previous_gross,
    case when $is_compared
        then measure_average_order(previous_gross, previous_orders, coalesce(minor_unit, 2))
    end as previous_average_order
from told
left join currency on currency.code = told.currency
order by starts_on, net desc, name, told.currency
