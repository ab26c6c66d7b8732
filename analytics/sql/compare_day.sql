-- each product's sales of a day beside those of the same weekday of the four weeks before; `usual`
-- is the average of those weeks in which its partner's books had begun, cut at the minor unit
create or replace temp table compared as
with line as (
    select
        partner_id, sku, currency, product_id, units, gross, refunds,
        timezone($zone, happened_at) as happened_on,
        cast($day::date - cast(happened_on as date) as integer) as days_ago
    from sales_line
    where (
            (happened_at >= $starts[1] and happened_at < $ends[1])
            or (happened_at >= $starts[2] and happened_at < $ends[2])
            or (happened_at >= $starts[3] and happened_at < $ends[3])
            or (happened_at >= $starts[4] and happened_at < $ends[4])
            or (happened_at >= $starts[5] and happened_at < $ends[5])
        )
        and ($partner_id is null or partner_id = $partner_id)
        and ($currency is null or currency = $currency)
),
-- each amount beside the days that it belongs to, none in the others
split as (
    select
        partner_id, sku, currency, product_id,
        case when days_ago = 0 then gross end as gross_now,
        case when days_ago = 0 then refunds end as refunds_now,
        case when days_ago = 0 then units end as units_now,
        case when days_ago = 7 then gross end as gross_week,
        case when days_ago = 7 then refunds end as refunds_week,
        case when days_ago > 0 then gross end as gross_weeks,
        case when days_ago > 0 then refunds end as refunds_weeks
    from line
    where days_ago between 0 and 28 and days_ago % 7 = 0
        -- of a day that is not over, nothing later in the day of the weeks before
        and happened_on + to_days(days_ago) < timezone($zone, $to_at)
),
told as (
    select
        partner_id, sku, currency, max(product_id) as product_id,
        measure_net(gross_now, refunds_now) as net_of_day,
        measure_net(gross_week, refunds_week) as week_before,
        measure_net(gross_weeks, refunds_weeks) as of_weeks,
        measure_units(units_now) as units_of_day
    from split
    group by partner_id, sku, currency
),
-- who sold in the four weeks before these has all of them; of the few others, all lines are asked
seasoned as (
    select distinct partner_id
    from order_item
    where ordered_at >= $since - to_days(28) and ordered_at < $since
),
other as materialized (
    select partner_id from told
    except
    select partner_id from seasoned
),
begun as (
    select
        partner_id,
        greatest(
            1,
            least(4, ($day::date - cast(timezone($zone, min(ordered_at)) as date)) // 7)
        ) as weeks
    from order_item
    where partner_id in (select partner_id from other)
    group by partner_id
),
-- a minor unit in ten-thousandths
grained as (
    select
        told.*, coalesce(begun.weeks, 4) as weeks,
        cast(10 ** greatest(0, 4 - coalesce(currency.minor_unit, 2)) as hugeint) as grain
    from told
    left join begun using (partner_id)
    left join currency on currency.code = told.currency
),
averaged as (
    select
        *,
        cast(
            cast(of_weeks * 10000 as hugeint) // (weeks * grain) * grain as decimal(30, 0)
        ) * cast(0.0001 as decimal(4, 4)) as usual
    from grained
)
select
    partner_id, sku, currency, product_id, net_of_day, week_before, usual, weeks, grain,
    units_of_day,
    greatest(usual - net_of_day, 0) as loss
from averaged
