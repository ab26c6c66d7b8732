-- the lines of a month, each on its day. Of orders with lines on several days, here or in other
-- months, it says so: whoever counts orders over more than one day must know which they are
create or replace temp table month_line as
with line as (
    select
        *, cast(timezone($zone, happened_at) as date) as day
    from sales_line
    where happened_at >= $from_at and happened_at < $to_at
),
parted as (
    select order_id
    from order_item
    where order_id in (select order_id from order_item where is_imported
        and ordered_at >= $from_at and ordered_at < $to_at)
    group by order_id
    having count(distinct cast(timezone($zone, ordered_at) as date)) > 1
)
select
    line.day, line.order_id, line.is_placed, line.partner_id, line.currency, line.units,
    line.gross, line.refunds, coalesce(line.category, '') as category,
    category_path(line.category) as path, coalesce(line.brand, '') as brand,
    coalesce(line.country, '') as country, partner.code || '/' || line.sku as product,
    parted.order_id is not null as is_parted,
    -- whether the day is what its first moment and the next day's say
    line.happened_at >= list_extract($starts::timestamptz[], line.day - $first_day + 1)
        and line.happened_at < list_extract($starts::timestamptz[], line.day - $first_day + 2)
        as is_plain
from line
join partner on partner.partner_id = line.partner_id
left join parted on parted.order_id = line.order_id
