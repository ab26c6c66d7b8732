-- orders with their items as lists, the newest first, after the last of the page before;
-- or one by its id, of which a malformed one finds none
with page as materialized (
    select
        order_id, order_number, status, currency, total, customer_ref, country, imported_from,
        ordered_at
    from customer_order
    where ($order_id is null or order_id = try_cast($order_id as uuid))
        -- the first of the two lets zone maps skip other numbers
        and ($spellings is null or order_number
            between list_min($spellings::varchar[]) and list_max($spellings::varchar[]))
        and ($spellings is null or list_contains($spellings::varchar[], order_number))
        and ($status is null or status = $status)
        and ($partner_id is null or list_contains(partner_ids, $partner_id))
        and ($only_partner_id is null or partner_ids = [$only_partner_id::bigint])
        and ($customer_ref is null or customer_ref = $customer_ref)
        and ($from_at is null or ordered_at >= $from_at)
        and ($to_at is null or ordered_at < $to_at)
        -- so does the first of these two with what lies before the page
        and ($after_at is null or ordered_at <= $after_at)
        and ($after_at is null or ordered_at < $after_at or order_id < $after_id::uuid)
    order by ordered_at desc, order_id desc
    limit $limit
),
-- items have the time of their order: by it zone maps skip what lies far from the page, which
-- ids could not, as those of imported orders do not grow. An imported line has a time of its own,
-- on the order's day, not before it
near as materialized (
    select order_id, line, product_id, partner_id, sku, product_name, unit_price, quantity,
        line_total, feed_id
    from order_item
    where ordered_at in (select ordered_at from page)
    union
    select item.order_id, item.line, item.product_id, item.partner_id, item.sku,
        item.product_name, item.unit_price, item.quantity, item.line_total, item.feed_id
    from order_item as item
    join page
        on page.order_id = item.order_id
        and page.imported_from is not null
        and item.ordered_at > page.ordered_at
    where item.is_imported
        and item.ordered_at > (select min(ordered_at) from page where imported_from is not null)
        and item.ordered_at
            < (select max(ordered_at) + interval 26 hour from page where imported_from is not null)
),
page_item as (
    select
        item.order_id,
        list({
            'line': item.line, 'product_id': item.product_id, 'partner': partner.code,
            'sku': item.sku, 'product_name': item.product_name, 'unit_price': item.unit_price,
            'quantity': item.quantity, 'line_total': item.line_total, 'feed_id': item.feed_id
        } order by item.line) as items
    from near as item
    join page on page.order_id = item.order_id
    join partner on partner.partner_id = item.partner_id
    group by item.order_id
),
page_refund as (
    select refund.order_id, sum(refund.amount) as amount
    from order_refund as refund
    join page on page.order_id = refund.order_id
    group by refund.order_id
)
select
    page.order_id, page.order_number, page.status, page.currency, page.total,
    coalesce(page_refund.amount, 0) as refunded, page.customer_ref, page.country,
    page.imported_from, page.ordered_at as created_at, coalesce(page_item.items, []) as items
from page
left join page_item on page_item.order_id = page.order_id
left join page_refund on page_refund.order_id = page.order_id
order by page.ordered_at desc, page.order_id desc
