-- the lines of days that follow each other, each on its day. Of orders that cannot be counted in one
-- place it says so: with lines on several days, here or elsewhere, of several currencies or countries,
-- with a product under two names, or a path of more than eight parts
create or replace temp table month_line as
with line as (
    select
        * replace (
            coalesce(category, '') as category, coalesce(brand, '') as brand,
            coalesce(country, '') as country
        ),
        cast(timezone($zone, happened_at) as date) as day
    from sales_line
    where happened_at >= $from_at and happened_at < $to_at
),
deep as (
    select category
    from (select distinct category from line)
    where len(string_split(category_path(category), ' > ')) > 8
),
parted as (
    select order_id
    from order_item
    where order_id in (select order_id from order_item where is_imported
        and ordered_at >= $from_at and ordered_at < $to_at)
    group by order_id
    having count(distinct cast(timezone($zone, ordered_at) as date)) > 1
    union
    select order_id
    from line
    where is_placed
    group by order_id
    having min(currency) <> max(currency) or min(country) <> max(country)
    union
    select order_id
    from line
    where is_placed
    group by order_id, partner_id, sku
    having min(category) <> max(category) or min(brand) <> max(brand)
        or min(coalesce(product_id, -1)) <> max(coalesce(product_id, -1))
    union
    select order_id
    from line
    where category in (from deep)
)
select
    line.*, parted.order_id is not null as is_parted,
    -- whether the day is what its first moment and the next day's say
    line.happened_at >= list_extract($starts::timestamptz[], line.day - $first_day + 1)
        and line.happened_at < list_extract($starts::timestamptz[], line.day - $first_day + 2)
        as is_plain
from line
left join parted on parted.order_id = line.order_id
