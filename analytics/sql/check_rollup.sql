-- the sums of revenue that were worked out beforehand and are not those of the lines: by day and
-- partner, and by each dimension over the month. Months that lines have come to since are left out,
-- as no screen reads theirs
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
touched_month as (
    select cast(
        date_trunc('month', timezone(zone, date_trunc('hour', happened_at) + edge)) as date
    ) as first_day
    from touched, covered, (values (interval 0 second), (interval 3599 second)) as edges(edge)
),
month as (
    select first_day
    from revenue_month
    where is_whole and exists (from covered) and first_day not in (select first_day from touched_month)
),
line as (
    select
        cast(timezone(zone, sold.happened_at) as date) as day, partner_id, currency,
        sum(units) as units, sum(gross) as gross, sum(refunds) as refunds
    from sales_line as sold, covered
    group by all
    having cast(date_trunc('month', day) as date) in (select first_day from month)
),
exact as (
    select
        'day' as dimension, day as starts_on, partner_id, currency, sum(units) as units,
        sum(gross) as gross, sum(refunds) as refunds
    from line
    group by grouping sets ((day, partner_id, currency), (day, currency))
    union all
    select
        dimension, cast(date_trunc('month', day) as date) as starts_on, partner_id, currency,
        sum(units), sum(gross), sum(refunds)
    from line, (
        select distinct dimension from revenue_cell where dimension <> 'day'
    )
    group by grouping sets (
        (dimension, starts_on, partner_id, currency), (dimension, starts_on, currency)
    )
    -- products are one partner's each
    having dimension <> 'product' or partner_id is not null
),
cell as (
    select
        dimension, starts_on, partner_id, currency, sum(units) as units, sum(gross) as gross,
        sum(refunds) as refunds
    from revenue_cell
    where cast(date_trunc('month', starts_on) as date) in (select first_day from month)
    group by all
)
select
    coalesce(exact.partner_id, cell.partner_id) as partner_id,
    coalesce(exact.dimension, cell.dimension) as dimension,
    coalesce(exact.starts_on, cell.starts_on)::varchar as starts_on,
    coalesce(exact.currency, cell.currency) as currency,
    coalesce(cell.units, 0)::bigint as units, coalesce(exact.units, 0)::bigint as units_of_lines,
    coalesce(cell.gross, 0) as gross_amount, coalesce(exact.gross, 0) as gross_amount_of_lines,
    coalesce(cell.refunds, 0) as refunds_amount,
    coalesce(exact.refunds, 0) as refunds_amount_of_lines
from exact
full join cell
    on cell.dimension = exact.dimension and cell.starts_on = exact.starts_on
    and cell.partner_id is not distinct from exact.partner_id and cell.currency = exact.currency
where coalesce(cell.units, 0) <> coalesce(exact.units, 0)
    or coalesce(cell.gross, 0) <> coalesce(exact.gross, 0)
    or coalesce(cell.refunds, 0) <> coalesce(exact.refunds, 0)
