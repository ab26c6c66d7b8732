-- the compared day by currency: what was sold, what usually is, and how much of the products'
-- losses a change can explain; products that sold more do not make up for those that lost
with explained as (
    select partner_id, sku, currency, least(any_value(loss), sum(of_feed)) as of_product
    from (
        select partner_id, sku, currency, feed_id, loss, max(explained) as of_feed
        from cause
        group by all
    )
    group by partner_id, sku, currency
)
select
    currency, sum(compared.net_of_day) as net, sum(week_before) as week_before, sum(usual) as usual,
    cast(sum(compared.units_of_day) as bigint) as units, sum(loss) as lost,
    count(*) filter (loss > 0) as losing_products,
    coalesce(sum(explained.of_product), 0) as explained
from compared
left join explained using (partner_id, sku, currency)
group by currency
order by lost desc, currency
