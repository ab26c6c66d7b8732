-- a page of loaded feeds, the newest first, each with what was ordered at the prices it set and
-- given back of that, by currency, and the order lines refused because of what it changed
with page as (
    select
        feed.feed_id, coalesce(feed.completed_no, feed.feed_no) as receipt_no, feed.partner_id,
        feed.filename, feed.mode, feed.status, feed.received_at, feed.finished_at,
        feed.reverted_at, feed.inserted, feed.updated, feed.deactivated
    from feed
    where feed.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
        and ($partner_id is null or feed.partner_id = $partner_id)
        and ($feed_id is null or feed.feed_id = $feed_id)
        and ($after_no is null or receipt_no < $after_no)
    order by receipt_no desc
    limit $limit
),
priced as (
    select
        feed_id, order_id, line, currency, quantity as units, line_total as gross, null as refunds
    from order_item
    where feed_id in (select feed_id from page)
        and ordered_at >= (select min(received_at) from page)
),
sold as (
    from priced
    union all
    select
        priced.feed_id, null, priced.line, refund.currency, null, null, refund.amount
    from priced
    join order_refund as refund
        on refund.order_id = priced.order_id and refund.line = priced.line
),
told as (
    select
        feed_id, currency, measure_orders(order_id) as orders, measure_units(units) as units,
        measure_gross(gross) as gross, measure_refunds(refunds) as refunds,
        measure_net(gross, refunds) as net
    from sold
    group by feed_id, currency
),
gathered as (
    select
        feed_id,
        list(
            struct_pack(
                currency := currency, orders := orders, units := units, gross := gross,
                refunds := refunds, net := net
            ) order by currency
        ) as sales
    from told
    group by feed_id
),
refusing as (
    select feed_id, count(*) as refused_lines, cast(sum(requested) as bigint) as refused_units
    from refused
    where not by_revert
    group by feed_id
),
repriced as (
    select feed_id, count(*) as prices_moved
    from product_change
    where feed_id in (select feed_id from page) and action = 'updated'
        and list_has_any(changed_columns, ['price', 'sale_price', 'currency'])
    group by feed_id
)
select
    cast(page.feed_id as varchar) as feed_id, page.receipt_no, partner.code as partner,
    page.filename, page.mode, page.status, page.received_at, page.finished_at, page.reverted_at,
    page.inserted, page.updated, page.deactivated, coalesce(prices_moved, 0) as prices_moved,
    coalesce(sales, []) as sales, coalesce(refused_lines, 0) as refused_lines,
    coalesce(refused_units, 0) as refused_units
from page
join partner on partner.partner_id = page.partner_id
left join gathered on gathered.feed_id = page.feed_id
left join refusing on refusing.feed_id = page.feed_id
left join repriced on repriced.feed_id = page.feed_id
order by page.receipt_no desc
