-- how many rows there are up to the last that the cells have looked at
select
    (select count(*) from order_item where rowid <= $last_item) as items,
    (select count(*) from order_refund where rowid <= $last_refund) as refunds
