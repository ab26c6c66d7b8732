-- how far each table that grows goes: its highest row id, -1 without rows
select
    (select coalesce(max(rowid), -1) from product) as product,
    (select coalesce(max(rowid), -1) from product_change) as product_change,
    (select coalesce(max(rowid), -1) from feed_issue) as feed_issue,
    (select coalesce(max(rowid), -1) from customer_order) as customer_order,
    (select coalesce(max(rowid), -1) from order_item) as order_item,
    (select coalesce(max(rowid), -1) from order_refund) as order_refund,
    (select coalesce(max(rowid), -1) from order_refusal) as order_refusal,
    (select coalesce(max(rowid), -1) from order_event) as order_event
