-- the sums of revenue that were worked out beforehand, key by key, and are not those of the lines. Cells
-- of days and products, and past lines by category, brand and country, are held against the lines;
-- all other cells against the past lines. Months that lines have come to since are left out, as no
-- screen reads theirs
with covered as (
    select zone, last_item, last_refund
    from revenue_cover
    -- of other rows than are there, as in a restored copy, no screen reads it
    where items = (select count(*) from order_item where rowid <= last_item)
        and refunds = (select count(*) from order_refund where rowid <= last_refund)
),
come as (
    select ordered_at as happened_at, order_id, is_imported
    from order_item
    where rowid > (select last_item from covered)
    union all
    select refunded_at, order_id, false
    from order_refund
    where rowid > (select last_refund from covered)
),
touched as (
    select happened_at from come
    union all
    select ordered_at
    from order_item
    where order_id in (select order_id from come where is_imported)
),
touched_day as (
    select distinct cast(
        timezone(zone, time_bucket(interval 15 minutes, happened_at) + edge) as date
    ) as day
    from touched, covered, (values (interval 0 second), (interval 899 second)) as edges(edge)
),
month as (
    select first_day, end_day
    from revenue_month
    where is_whole and exists (from covered) and not exists (
        from touched_day where day >= first_day and day < end_day
    )
),
line as (
    select
        sold.* replace (
            coalesce(category, '') as category, coalesce(brand, '') as brand,
            coalesce(country, '') as country,
            case when is_placed then order_id end as order_id
        ),
        cast(timezone(zone, sold.happened_at) as date) as day, first_day
    from sales_line as sold, covered
    join month
        on first_day = cast(date_trunc('month', timezone(zone, sold.happened_at)) as date)
        and cast(timezone(zone, sold.happened_at) as date) < end_day
),
past as (
    select line.*, item.partner_id, item.sku, item.category, item.brand, item.path, first_day
    from revenue_line as line
    join month on line.day >= first_day and line.day < end_day
    left join revenue_item as item on item.item_no = line.item_no
),
-- by which bit the orders of each dimension are counted (order_counts.py)
dimension as (
    select *
    from (
        values ('category', 36, null), ('brand', 2, null), ('country', 0, null),
        ('level 1', 4, 1), ('level 2', 8, 2), ('level 3', 12, 3), ('level 4', 16, 4)
    ) as known(dimension, bit, level)
),
past_summed as (
    select
        dimension, first_day, partner_id, past.currency, order_id,
        case dimension
            when 'category' then category
            when 'brand' then brand
            when 'country' then country
            else path_top(path, level)
        end as name,
        sum((firsts >> bit) & 1) as orders, sum((firsts >> (bit + 1)) & 1) as partner_orders,
        sum(units) as units, sum(gross) as gross, sum(refunds) as refunds
    from past, dimension
    group by all
),
exact as (
    select
        'day' as dimension, day as starts_on, partner_id, currency, '' as name,
        measure_orders(order_id) as orders, sum(units) as units, sum(gross) as gross,
        sum(refunds) as refunds
    from line
    group by grouping sets ((day, partner_id, currency), (day, currency))
    union all
    select
        'product', first_day, partner_id, currency, sku, measure_orders(order_id), sum(units),
        sum(gross), sum(refunds)
    from line
    group by all
    union all
    select
        dimension, first_day, partner_id, currency, name,
        count(distinct order_id) + case when grouping(partner_id) = 0
            then sum(partner_orders) else sum(orders) end,
        sum(units), sum(gross), sum(refunds)
    from past_summed
    group by grouping sets (
        (dimension, first_day, partner_id, currency, name), (dimension, first_day, currency, name)
    )
    union all
    select
        'past lines', first_day, partner_id, currency, coalesce(category || '; ' || brand, country),
        0, sum(units), sum(gross), sum(refunds)
    from line
    group by grouping sets (
        (first_day, partner_id, currency, category, brand), (first_day, currency, country)
    )
),
worked_out as (
    select
        cell.dimension, cell.starts_on, cell.partner_id, cell.currency,
        case cell.dimension when 'product' then sku else name end as name,
        count(distinct order_id) + sum(orders) as orders, sum(units) as units,
        sum(gross) as gross, sum(refunds) as refunds
    from revenue_cell as cell
    join month on cell.starts_on >= first_day and cell.starts_on < end_day
    left join (select distinct product_no, sku from revenue_item) as item
        on item.product_no = cell.product_no
    group by all
    union all
    select
        'past lines', first_day, partner_id, currency, coalesce(category || '; ' || brand, country),
        0, sum(units), sum(gross), sum(refunds)
    from past
    group by grouping sets (
        (first_day, partner_id, currency, category, brand), (first_day, currency, country)
    )
)
select
    coalesce(exact.partner_id, cell.partner_id) as partner_id,
    coalesce(exact.dimension, cell.dimension) as dimension,
    coalesce(exact.starts_on, cell.starts_on)::varchar as starts_on,
    coalesce(exact.currency, cell.currency) as currency,
    coalesce(exact.name, cell.name) as name,
    coalesce(cell.orders, 0)::bigint as orders, coalesce(exact.orders, 0)::bigint as orders_of_lines,
    coalesce(cell.units, 0)::bigint as units, coalesce(exact.units, 0)::bigint as units_of_lines,
    coalesce(cell.gross, 0) as gross_amount, coalesce(exact.gross, 0) as gross_amount_of_lines,
    coalesce(cell.refunds, 0) as refunds_amount,
    coalesce(exact.refunds, 0) as refunds_amount_of_lines
from exact
full join worked_out as cell
    on cell.dimension = exact.dimension and cell.starts_on = exact.starts_on
    and cell.partner_id is not distinct from exact.partner_id and cell.currency = exact.currency
    and cell.name is not distinct from exact.name
where coalesce(cell.units, 0) <> coalesce(exact.units, 0)
    or coalesce(cell.orders, 0) <> coalesce(exact.orders, 0)
    or coalesce(cell.gross, 0) <> coalesce(exact.gross, 0)
    or coalesce(cell.refunds, 0) <> coalesce(exact.refunds, 0)
