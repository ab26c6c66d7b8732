-- up to which rows there are lines now, and how many
select
    (select coalesce(max(rowid), -1) from order_item) as last_item,
    (select coalesce(max(rowid), -1) from order_refund) as last_refund,
    (select count(*) from order_item) as items,
    (select count(*) from order_refund) as refunds
