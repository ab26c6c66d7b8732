-- what 2,920 feeds did to so many products each: prices moved, some put out of stock or deactivated
insert into product_change by name
select
    feed.feed_id, 1 + hash(feed.feed_no, number) % $products as product_id, 'updated' as action,
    ['price'] as changed_columns,
    struct_pack(
        price := cast(10 as decimal(18, 4)), currency := 'EUR', availability := 'in_stock',
        is_active := true
    ) as before,
    struct_pack(
        price := cast(9 + number % 3 as decimal(18, 4)), currency := 'EUR',
        availability := case when number % 50 = 0 then 'out_of_stock' else 'in_stock' end,
        is_active := number % 97 <> 0
    ) as after,
    feed.finished_at as changed_at
from feed, range($changed_each) as changed(number)
order by feed.feed_no
