-- the products that lost most on the compared day, each with what can explain it
with gathered as (
    select
        partner_id, sku, currency,
        list(
            struct_pack(
                kind := kind, changed_at := changed_at, ended_at := ended_at, feed_id := feed_id,
                by_revert := by_revert, before := before, after := after,
                price_before := price_before, price_after := price_after,
                currency_before := currency_before, currency_after := currency_after,
                explained := explained
            ) order by explained desc, changed_at, kind
        ) as causes
    from cause
    group by partner_id, sku, currency
),
losing as (
    from compared
    where loss > 0
    order by loss desc, partner_id, sku, currency
    limit $limit
),
-- past orders may name what the catalog has never had
past as (
    select item.partner_id, item.sku, arg_max(item.product_name, item.ordered_at) as product_name
    from order_item as item
    join losing on losing.partner_id = item.partner_id and losing.sku = item.sku
    where losing.product_id is null
    group by item.partner_id, item.sku
)
select
    losing.product_id, partner.code as partner, losing.sku,
    coalesce(product.product_name, past.product_name) as product_name,
    losing.currency, losing.units_of_day as units, losing.net_of_day as net, losing.week_before,
    losing.usual, losing.loss, coalesce(gathered.causes, []) as causes
from losing
join partner on partner.partner_id = losing.partner_id
left join product on product.product_id = losing.product_id
left join past on past.partner_id = losing.partner_id and past.sku = losing.sku
left join gathered
    on gathered.partner_id = losing.partner_id and gathered.sku = losing.sku
    and gathered.currency = losing.currency
order by losing.loss desc, losing.partner_id, losing.sku, losing.currency
