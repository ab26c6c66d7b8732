-- what was sold and given back, line by line, the newest first, from the last of the page before
-- on, of which so many are left out that are not told from it
with page as materialized (
    select
        line.happened_at, line.order_id, line.line, line.is_placed, partner.code as partner,
        line.sku, line.currency, line.units, line.gross, line.refunds
    from sales_line as line
    join partner on partner.partner_id = line.partner_id
    where ($currency is null or line.currency = $currency)
        and ($partner_id is null or line.partner_id = $partner_id)
        and ($from_at is null or line.happened_at >= $from_at)
        and ($to_at is null or line.happened_at < $to_at)
        and (
            $category is null
            -- a path is worked out only of what has the last part: that takes the most time
            or contains(coalesce(line.category, ''), $last_part)
            and (
                category_path(line.category) = $category
                or starts_with(category_path(line.category), $category || ' > ')
            )
        )
        and ($brand is null or coalesce(line.brand, '') = $brand)
        and ($country is null or coalesce(line.country, '') = $country)
        and ($product is null or partner.code || '/' || line.sku = $product)
        -- the first of the two lets zone maps skip what came after
        and ($after_at is null or line.happened_at <= $after_at)
        and (
            $after_at is null or line.happened_at < $after_at
            or (line.order_id, line.line, line.is_placed)
                <= ($after_id::uuid, $after_line::integer, $after_is_placed::boolean)
        )
    order by
        line.happened_at desc, line.order_id desc, line.line desc, line.is_placed desc,
        partner.code, line.sku, line.currency, line.units, line.gross, line.refunds
    limit $limit
    offset $seen
)
select
    page.happened_at, cast(page.order_id as varchar) as order_id, placed.order_number,
    placed.customer_ref, page.line, page.is_placed, page.partner, page.sku, page.currency,
    page.units, page.gross, page.refunds
from page
left join customer_order as placed on placed.order_id = page.order_id
order by
    page.happened_at desc, page.order_id desc, page.line desc, page.is_placed desc,
    page.partner, page.sku, page.currency, page.units, page.gross, page.refunds
