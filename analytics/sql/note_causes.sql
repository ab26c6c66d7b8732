-- what changed on the losing products and was so at some time of the day, with what it can explain:
-- what its product sold less than usual while it was so. A lower price explains no more than the
-- units sold at it lost; a price that moved less than 5 % from the one of four weeks ago, nothing
create or replace temp table cause as
with step as (
    select
        *, lead(changed_at) over of_product as ended_at,
        first_value(price_before) over of_product as price_usual,
        first_value(currency_before) over of_product as currency_usual
    from turn
    window of_product as (partition by product_id, kind order by changed_at, feed_id)
),
adverse as (
    select
        *, timezone($zone, greatest(changed_at, $from_at)) as starts_on,
        timezone($zone, least(coalesce(ended_at, $to_at), $to_at)) as ends_on
    from step
    where coalesce(ended_at, $to_at) > $from_at
        and case kind
            when 'price' then stops or currency_after is distinct from currency_usual
                or abs(price_after - price_usual) >= 0.05 * price_usual
            when 'quantity' then stops or quantity_after < quantity_before and exists (
                from refused_line
                where refused_line.product_id = step.product_id
                    and refused_line.code = 'stock/short'
                    and refused_line.refused_at >= step.changed_at
                    and (step.ended_at is null or refused_line.refused_at < step.ended_at)
            )
            else stops
        end
),
line as (
    select
        product_id, currency, units, gross, refunds,
        timezone($zone, happened_at) as happened_on,
        cast($day::date - cast(timezone($zone, happened_at) as date) as integer) as days_ago
    from sales_line
    where happened_at >= $since and happened_at < $to_at
        and product_id in (select product_id from adverse)
),
-- each amount beside the days that it belongs to, none in the others
split as (
    select
        adverse.product_id, adverse.kind, adverse.changed_at, adverse.feed_id, line.currency,
        case when line.days_ago = 0 then line.gross end as gross_now,
        case when line.days_ago = 0 then line.refunds end as refunds_now,
        case when line.days_ago = 0 then line.units end as units_now,
        case when line.days_ago > 0 then line.gross end as gross_weeks,
        case when line.days_ago > 0 then line.refunds end as refunds_weeks
    from adverse
    join line
        on line.product_id = adverse.product_id
        and line.days_ago between 0 and 28 and line.days_ago % 7 = 0
        and line.happened_on + to_days(line.days_ago) >= adverse.starts_on
        and line.happened_on + to_days(line.days_ago) < adverse.ends_on
),
meanwhile as (
    select
        product_id, kind, changed_at, feed_id, currency,
        measure_net(gross_now, refunds_now) as net,
        measure_units(units_now) as units,
        measure_net(gross_weeks, refunds_weeks) as of_weeks
    from split
    group by product_id, kind, changed_at, feed_id, currency
),
explained as (
    select
        compared.partner_id, compared.sku, compared.currency, compared.loss, adverse.*,
        coalesce(meanwhile.units, 0) as units_meanwhile,
        least(
            compared.loss,
            cast(
                cast(coalesce(meanwhile.of_weeks, 0) * 10000 as hugeint)
                // (compared.weeks * compared.grain) * compared.grain as decimal(30, 0)
            ) * cast(0.0001 as decimal(4, 4)) - coalesce(meanwhile.net, 0)
        ) as lost_meanwhile
    from adverse
    join compared on compared.product_id = adverse.product_id and compared.loss > 0
    left join meanwhile
        on meanwhile.product_id = adverse.product_id and meanwhile.kind = adverse.kind
        and meanwhile.changed_at = adverse.changed_at and meanwhile.feed_id = adverse.feed_id
        and meanwhile.currency = compared.currency
)
select
    * exclude (lost_meanwhile),
    case
        when kind = 'price' and not stops and currency_after = currency_usual
            and price_after < price_usual
            then least(lost_meanwhile, units_meanwhile * (price_usual - price_after))
        else lost_meanwhile
    end as explained
from explained
where lost_meanwhile > 0
