-- a page of the products of `performed`: the best, those that fell or rose most, the largest first
with listed as (
    select
        *, case $list when 'best' then net when 'rising' then change else -change end as rank_by
    from performed
    where case $list when 'best' then is_now when 'rising' then change > 0 else change < 0 end
),
page as materialized (
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
-- the ids that past days have numbers for; of all others the lines are asked
numbered as (
    select item.partner_id, item.sku, max(item.product_id) as product_id
    from revenue_item as item
    join page on page.partner_id = item.partner_id and page.sku = item.sku
    group by item.partner_id, item.sku
),
unnumbered as materialized (
    select distinct page.partner_id, page.sku
    from page
    left join numbered on numbered.partner_id = page.partner_id and numbered.sku = page.sku
    where numbered.product_id is null
),
-- past orders may name what the catalog has never had
lined as (
    select
        item.partner_id, item.sku, max(item.product_id) as product_id,
        arg_max(item.product_name, item.ordered_at) as product_name
    from order_item as item
    join unnumbered as wanted on wanted.partner_id = item.partner_id and wanted.sku = item.sku
    group by item.partner_id, item.sku
),
found as (
    select
        page.*, coalesce(numbered.product_id, lined.product_id) as product_id,
        lined.product_name as past_name
    from page
    left join numbered on numbered.partner_id = page.partner_id and numbered.sku = page.sku
    left join lined on lined.partner_id = page.partner_id and lined.sku = page.sku
)
select
    found.* exclude (is_now, past_name), partner.code as partner,
    coalesce(product.product_name, past_name) as product_name,
    coalesce(product.is_active, false) as is_active, product.created_at as in_catalog_since
from found
join partner on partner.partner_id = found.partner_id
left join product on product.product_id = found.product_id
order by rank_by desc, found.partner_id, found.sku, found.currency
