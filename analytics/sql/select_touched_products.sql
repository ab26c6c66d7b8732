-- the products whose price the feed moved, the largest move first, or those that it took from sale
-- and that used to sell, those first that sold most
with listed as (
    select
        touched.product_id, partner.code as partner, touched.sku, touched.product_name,
        touched.price_before, touched.price_after, touched.currency_before,
        touched.currency_after, touched.stopped,
        coalesce(sold.currency, touched.currency_after, touched.currency_before) as currency,
        coalesce(sold.net_before, 0) as net_before, coalesce(sold.net_after, 0) as net_after,
        coalesce(sold.units_before, 0) as units_before,
        coalesce(sold.units_after, 0) as units_after,
        case when touched.price_before > 0
            then cast(abs(touched.price_after - touched.price_before) as double)
                / touched.price_before
        end as move
    from touched
    left join touched_sales as sold on sold.product_id = touched.product_id
    left join partner on partner.partner_id = touched.partner_id
    where case $list
        when 'repriced' then touched.is_repriced
        else touched.stopped is not null and sold.units_before > 0
    end
)
select * exclude (move)
from listed
order by
    case when $list = 'repriced' then move end desc nulls last, net_before desc, sku, currency
limit $limit
