-- revenue by key and currency, of the period and of the one before: the definition of each measure.
-- gross: lines placed, by the order's date; refunds: refunds and cancellations, by their own;
-- net: gross less refunds; orders and units: of the lines placed, whatever was given back later
with line as (
    select
        sold.order_id, sold.is_placed, sold.units, sold.gross, sold.refunds, sold.currency,
        sold.category, sold.brand, sold.sku, sold.country, partner.code as partner,
        $from_at is null or sold.happened_at >= $from_at as is_current,
        -- what happened in the period before is compared with the day as many days later
        cast(timezone($zone, sold.happened_at) as date)
            + case when is_current then 0 else $shift_days end as day
    from sales_line as sold
    join partner on partner.partner_id = sold.partner_id
    where ($earliest_at is null or sold.happened_at >= $earliest_at)
        and ($to_at is null or sold.happened_at < $to_at)
        and ($currency is null or sold.currency = $currency)
        and ($partner_id is null or sold.partner_id = $partner_id)
),
keyed as (
    select
        order_id, is_placed, units, gross, refunds, currency, is_current,
        case $group_by
            when 'day' then day
            when 'week' then cast(date_trunc('week', day) as date)
            when 'month' then cast(date_trunc('month', day) as date)
        end as starts_on,
        case $group_by
            when 'partner' then partner
            when 'category' then coalesce(category, '')
            when 'brand' then coalesce(brand, '')
            when 'product' then partner || '/' || sku
            when 'country' then coalesce(country, '')
        end as name
    from line
)
select
    coalesce(
        name, strftime(starts_on, case $group_by when 'month' then '%Y-%m' else '%Y-%m-%d' end), ''
    ) as key,
    currency,
    count(distinct order_id) filter (is_current and is_placed) as orders,
    cast(coalesce(sum(units) filter (is_current), 0) as bigint) as units,
    coalesce(sum(gross) filter (is_current), 0) as gross,
    coalesce(sum(refunds) filter (is_current), 0) as refunds,
    coalesce(sum(gross - refunds) filter (is_current), 0) as net,
    case when $is_compared then coalesce(sum(gross - refunds) filter (not is_current), 0)
    end as previous_net
from keyed
group by starts_on, name, currency
having count(*) filter (is_current) > 0
order by starts_on, net desc, name, currency
