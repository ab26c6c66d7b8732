-- the refused lines, each with the price of then and what it was refused because of: the last turn
-- of what the code is about, be it by the product's insert or the revert that removed it.
-- order_refusal.feed_id names the feed that touched the product last, whatever that changed
create or replace temp table refused as
with blamed as (
    select * replace ('product/inactive' as kind), kind as turned
    from turn where kind = 'active' and stops
    union all
    select * replace ('product/not_available' as kind), kind
    from turn where kind in ('availability', 'price') and stops
    union all
    select * replace ('stock/short' as kind), kind
    from turn where kind = 'quantity'
),
turned as (
    select
        line.*, blamed.turned, blamed.changed_at, blamed.feed_id, blamed.by_revert, blamed.before,
        blamed.after, blamed.price_before, blamed.price_after, blamed.currency_before,
        blamed.currency_after
    from refused_line as line
    asof left join blamed
        on blamed.product_id = line.product_id and blamed.kind = line.code
        and line.refused_at >= blamed.changed_at
),
priced as (
    select
        turned.*, later.product_id is not null as is_repriced,
        later.price_before as price_until, later.currency_before as currency_until
    from turned
    asof left join (from turn where kind = 'price') as later
        on later.product_id = turned.product_id and turned.refused_at < later.changed_at
),
found as (
    select
        priced.*, product.product_name, product.first_feed_id, product.created_at,
        case when is_repriced then price_until else coalesce(product.sale_price, product.price)
        end as price_then,
        case when is_repriced then currency_until else product.currency end as currency_then
    from priced
    left join product on product.product_id = priced.product_id
)
select
    found.line_no, found.refused_at, found.product_id, found.partner_id, found.partner, found.sku,
    found.requested, found.code, coalesce(found.product_name, gone.image.product_name)
        as product_name,
    coalesce(found.price_then, gone.image.sale_price, gone.image.price) as unit_price,
    coalesce(found.currency_then, gone.image.currency) as currency,
    case
        when found.turned is not null then found.turned
        when gone.feed_id is not null then 'removed'
        when found.first_feed_id is not null then 'inserted'
    end as kind,
    coalesce(found.changed_at, gone.removed_at, found.created_at) as changed_at,
    coalesce(found.feed_id, gone.feed_id, found.first_feed_id) as feed_id,
    coalesce(found.by_revert, gone.feed_id is not null) as by_revert,
    found.before, found.after, found.price_before, found.price_after, found.currency_before,
    found.currency_after
from found
asof left join removed_product as gone
    on gone.partner_id = found.partner_id and gone.sku = found.sku
    and found.code = 'product/not_found' and found.refused_at >= gone.removed_at
