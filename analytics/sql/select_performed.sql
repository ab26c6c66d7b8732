-- a page of the products of `performed`: the best, those that fell or rose most, the largest first
with listed as (
    select
        *, case $list when 'best' then net when 'rising' then change else -change end as rank_by
    from performed
    where case $list
        when 'best' then is_current when 'rising' then change > 0 else change < 0
    end
),
page as (
    from listed
    where $after_rank is null
        or rank_by < try_cast($after_rank as decimal(38, 4))
        or (
            rank_by = try_cast($after_rank as decimal(38, 4))
            and (partner_id, sku, currency) > ($after_partner, $after_sku, $after_currency)
        )
    order by rank_by desc, partner_id, sku, currency
    limit $limit
),
counted as (
    select
        page.partner_id, page.sku, page.currency,
        measure_orders(
            case when ($from_at is null or line.ordered_at >= $from_at) then line.order_id end
        ) as orders,
        measure_orders(
            case
                when line.ordered_at >= $before_from_at and line.ordered_at < $before_to_at
                    then line.order_id
            end
        ) as previous_orders
    from page
    join order_item as line
        on line.partner_id = page.partner_id and line.sku = page.sku
        and line.currency = page.currency
    where ($earliest_at is null or line.ordered_at >= $earliest_at)
        and ($latest_at is null or line.ordered_at < $latest_at)
    group by page.partner_id, page.sku, page.currency
),
-- past orders may name what the catalog has never had
past as (
    select item.partner_id, item.sku, arg_max(item.product_name, item.ordered_at) as product_name
    from order_item as item
    join page on page.partner_id = item.partner_id and page.sku = item.sku
    where page.product_id is null
    group by item.partner_id, item.sku
)
select
    page.* exclude (is_current), partner.code as partner,
    coalesce(counted.orders, 0) as orders, coalesce(counted.previous_orders, 0) as previous_orders,
    coalesce(product.product_name, past.product_name) as product_name,
    coalesce(product.is_active, false) as is_active, product.created_at as in_catalog_since
from page
join partner on partner.partner_id = page.partner_id
left join product on product.product_id = page.product_id
left join counted
    on counted.partner_id = page.partner_id and counted.sku = page.sku
    and counted.currency = page.currency
left join past on past.partner_id = page.partner_id and past.sku = page.sku
order by rank_by desc, page.partner_id, page.sku, page.currency
