-- a page of price changes, the newest first, each with the units ordered in so many days before and
-- after it, cut where the price changed before or next, where the product came in, and at $now
with page as (
    select
        change.product_id, change.changed_at, change.feed_id, change.action,
        coalesce(change.before.sale_price, change.before.price) as price_before,
        coalesce(change.after.sale_price, change.after.price) as price_after,
        change.before.currency as currency_before, change.after.currency as currency_after,
        product.partner_id, product.sku, product.product_name, product.created_at
    from product_change as change
    join product on product.product_id = change.product_id
    where ($from_at is null or change.changed_at >= $from_at)
        and ($to_at is null or change.changed_at < $to_at)
        and ($partner_id is null or product.partner_id = $partner_id)
        and ($product_id is null or change.product_id = $product_id)
        and list_has_any(change.changed_columns, ['price', 'sale_price', 'currency'])
        and (
            price_before is distinct from price_after
            or currency_before is distinct from currency_after
        )
        and (
            $after_at is null
            or change.changed_at < try_cast($after_at as timestamptz)
            or (
                change.changed_at = try_cast($after_at as timestamptz)
                and change.product_id > $after_product
            )
        )
    order by change.changed_at desc, change.product_id
    limit $limit
),
span as (
    select
        min(changed_at) - to_days($days) as from_at, max(changed_at) + to_days($days) as to_at
    from page
),
-- every price change of those products that may cut a page's windows
known as (
    select product_id, changed_at
    from product_change
    where product_id in (select product_id from page)
        and changed_at >= (select from_at from span) and changed_at < (select to_at from span)
        and (
            coalesce(before.sale_price, before.price)
                is distinct from coalesce(after.sale_price, after.price)
            or before.currency is distinct from after.currency
        )
),
beside as (
    select
        page.product_id, page.changed_at,
        max(known.changed_at) filter (known.changed_at < page.changed_at) as previous_at,
        min(known.changed_at) filter (known.changed_at > page.changed_at) as next_at
    from page
    join known on known.product_id = page.product_id
    group by page.product_id, page.changed_at
),
bounded as (
    select
        page.*,
        greatest(page.changed_at - to_days($days), page.created_at, beside.previous_at)
            as before_from,
        least(
            page.changed_at + to_days($days), greatest($now::timestamptz, page.changed_at),
            beside.next_at
        ) as after_to
    from page
    join beside on beside.product_id = page.product_id and beside.changed_at = page.changed_at
),
item as (
    select product_id, ordered_at, quantity
    from order_item
    where product_id in (select product_id from page)
        and ordered_at >= (select from_at from span) and ordered_at < (select to_at from span)
),
split as (
    select
        bounded.product_id, bounded.changed_at,
        case when item.ordered_at < bounded.changed_at then item.quantity end as before_it,
        case when item.ordered_at >= bounded.changed_at then item.quantity end as after_it
    from bounded
    join item
        on item.product_id = bounded.product_id and item.ordered_at >= bounded.before_from
        and item.ordered_at < bounded.after_to
),
counted as (
    select
        product_id, changed_at, measure_units(before_it) as units_before,
        measure_units(after_it) as units_after
    from split
    group by product_id, changed_at
)
select
    bounded.product_id, partner.code as partner, bounded.sku, bounded.product_name,
    bounded.changed_at, bounded.feed_id, bounded.action, bounded.price_before,
    bounded.price_after, bounded.currency_before, bounded.currency_after,
    bounded.before_from, bounded.after_to,
    coalesce(counted.units_before, 0) as units_before,
    coalesce(counted.units_after, 0) as units_after
from bounded
join partner on partner.partner_id = bounded.partner_id
left join counted
    on counted.product_id = bounded.product_id and counted.changed_at = bounded.changed_at
order by bounded.changed_at desc, bounded.product_id
