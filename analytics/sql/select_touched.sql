-- the quarters of hours that have lines newer than the cells. A line that was brought to an order of
-- before touches all lines of that order: it must not be counted once here and once there
with come as (
    select ordered_at as happened_at, order_id, is_imported
    from order_item
    where rowid > $last_item
    union all
    select refunded_at, order_id, false
    from order_refund
    where rowid > $last_refund
),
touched as (
    select happened_at from come
    union all
    select ordered_at
    from order_item
    where order_id in (select order_id from come where is_imported)
)
select distinct time_bucket(interval 15 minutes, happened_at) as quarter from touched
