-- what is to be written of the month's lines: by numbers, an order's of one thing as one row. `firsts` says where orders are
-- counted (order_counts.py): the rows of an order, of all partners and brands or of one, are sorted
-- by the category's path, and each is new from the level on at which it differs from the one before
create or replace temp table past_line as
with category as (
    select distinct category, string_split(path, ' > ') as parts
    from revenue_item
    where category in (select category from month_line)
),
level as (
    select
        category, parts, level,
        dense_rank() over (partition by level order by parts[1:level]) as number
    from category, range(1, 9) as levels(level)
    union all
    select category, parts, 9, row_number() over (order by parts, category)
    from category
),
levelled as (
    select category, list(number order by level) as levels
    from level
    group by category
),
sold as (
    select
        line.day, item.item_no, item.product_no, line.partner_id, line.brand, line.currency,
        line.country, order_id, is_placed, is_parted, levels, measure_units(units) as units,
        measure_gross(gross) as gross, measure_refunds(refunds) as refunds
    from month_line as line
    join revenue_item as item
        on item.partner_id = line.partner_id and item.sku = line.sku
        and coalesce(item.product_id, -1) = coalesce(line.product_id, -1)
        and item.category = line.category and item.brand = line.brand
    join levelled on levelled.category = line.category
    group by all
),
counted as (
    select
        *,
        first_bits(levels, lag(levels) over of_order)
        + 2 * first_bits(levels, lag(levels) over of_partner)
        + 4 * first_bits(levels, lag(levels) over of_brand)
        + 8 * first_bits(levels, lag(levels) over of_both) + 1099511627776 as bits
    from sold
    where is_placed and not is_parted
    window
        of_order as (partition by order_id order by levels[9], item_no),
        of_partner as (partition by order_id, partner_id order by levels[9], item_no),
        of_brand as (partition by order_id, brand order by levels[9], item_no),
        of_both as (partition by order_id, brand, partner_id order by levels[9], item_no)
),
numbered as (
    select *, cast(null as uuid) as counted_by, bits as firsts
    from counted
    union all
    select *, 0, case when is_placed then order_id end, 0
    from sold
    where is_parted or not is_placed
)
select
    day, item_no, product_no, currency, country, counted_by as order_id, firsts, units, gross, refunds
from numbered
order by item_no, day
