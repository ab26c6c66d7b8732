-- what each product sold in a period and in what it is compared with, by currency; its orders are
-- counted where they are shown, as that takes longer than all sums together
create or replace temp table performed as
with line as (
    select
        units, gross, refunds, partner_id, sku, currency, product_id,
        ($from_at is null or happened_at >= $from_at)
            and ($to_at is null or happened_at < $to_at) as is_current,
        coalesce(happened_at >= $before_from_at and happened_at < $before_to_at, false)
            as is_before
    from sales_line
    where ($earliest_at is null or happened_at >= $earliest_at)
        and ($latest_at is null or happened_at < $latest_at)
        and ($currency is null or currency = $currency)
        and ($partner_id is null or partner_id = $partner_id)
),
-- each amount beside the period that it belongs to, none in the other
split as (
    select
        partner_id, sku, currency, product_id, is_current,
        case when is_current then units end as units_now,
        case when is_current then gross end as gross_now,
        case when is_current then refunds end as refunds_now,
        case when is_before then units end as units_before,
        case when is_before then gross end as gross_before,
        case when is_before then refunds end as refunds_before
    from line
    where is_current or is_before
)
select
    partner_id, sku, currency, max(product_id) as product_id,
    bool_or(is_current) as is_current,
    measure_units(units_now) as units,
    measure_gross(gross_now) as gross,
    measure_refunds(refunds_now) as refunds,
    measure_net(gross_now, refunds_now) as net,
    measure_units(units_before) as previous_units,
    measure_gross(gross_before) as previous_gross,
    measure_refunds(refunds_before) as previous_refunds,
    measure_net(gross_before, refunds_before) as previous_net,
    measure_net(gross_now, refunds_now) - measure_net(gross_before, refunds_before) as change
from split
group by partner_id, sku, currency
