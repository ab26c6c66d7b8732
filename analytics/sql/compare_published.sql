-- the tables that have another number of rows in the file than here
with counted as (
    select
        'products' as name, (select count(*) from product) as here,
        (select count(*) from published.products) as there
    union all
    select
        'orders', (select count(*) from customer_order), (select count(*) from published.orders)
    union all
    select
        'order_items', (select count(*) from order_item),
        (select count(*) from published.order_items)
    union all
    select
        'refunds', (select count(*) from order_refund), (select count(*) from published.refunds)
    union all
    select
        'order_refusals', (select count(*) from order_refusal),
        (select count(*) from published.order_refusals)
    union all
    select 'feeds', (select count(*) from feed), (select count(*) from published.feeds)
    union all
    select
        'feed_issues', (select count(*) from feed_issue),
        (select count(*) from published.feed_issues)
)
select name, here, there
from counted
where here <> there
