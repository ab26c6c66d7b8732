-- revenue by key and currency, of the period and of what it is compared with: the definition of
-- each measure.
-- gross: lines placed, by the order's date; refunds: refunds and cancellations, by their own;
-- net: gross less refunds; orders and units: of the lines placed, whatever was given back later
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
)
select
    coalesce(
        name, strftime(starts_on, case $group_by when 'month' then '%Y-%m' else '%Y-%m-%d' end)
    ) as key,
    currency,
    count(distinct order_id) filter (is_current and is_placed) as orders,
    cast(coalesce(sum(units) filter (is_current), 0) as bigint) as units,
    coalesce(sum(gross) filter (is_current), 0) as gross,
    coalesce(sum(refunds) filter (is_current), 0) as refunds,
    coalesce(sum(gross - refunds) filter (is_current), 0) as net,
    case when $is_compared
        then coalesce(sum(gross - refunds) filter (not is_current), 0)
    end as previous_net,
    case when $is_compared
        then count(distinct order_id) filter (not is_current and is_placed)
    end as previous_orders,
    case when $is_compared
        then cast(coalesce(sum(units) filter (not is_current), 0) as bigint)
    end as previous_units,
    case when $is_compared
        then coalesce(sum(gross) filter (not is_current), 0)
    end as previous_gross
from keyed
group by starts_on, name, currency
having count(*) filter (is_current) > 0 or $keeps_gone
order by starts_on, net desc, name, currency
