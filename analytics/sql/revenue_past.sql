-- revenue of past days by key, day and currency, of a period and of what it is compared with: of whole
-- days and months from cells that were worked out before, of other days from their lines by numbers
with item as (
    select item.*, partner.code as partner
    from revenue_item as item
    join partner on partner.partner_id = item.partner_id
    where ($partner_id is null or item.partner_id = $partner_id)
        and ($category is null or path = $category or starts_with(path, $category || ' > '))
        and ($brand is null or brand = $brand)
        and ($product is null or partner.code || '/' || sku = $product)
),
-- the days that are not in cells
past as (
    select *, true as is_current
    from revenue_line
    where day >= $covered_first and day < $cells_first
    union all
    select *, true
    from revenue_line
    where day >= $cells_end and day < $covered_end
    union all
    select *, false
    from revenue_line
    where day >= $before_covered_first and day < $before_cells_first
    union all
    select *, false
    from revenue_line
    where day >= $before_cells_end and day < $before_covered_end
),
-- by numbers first: of one thing there are many lines, and its names are looked up once
past_summed as (
    select
        is_current, past.currency, order_id, sum((firsts >> $bit) & 1) as counted,
        measure_units(units) as units, measure_gross(gross) as gross,
        measure_refunds(refunds) as refunds,
        case when $group_by in ('day', 'week', 'month') then day end as day,
        case when $group_by = 'country' then country end as country,
        case when $group_by in ('partner', 'category', 'brand') then past.item_no end as item_no,
        case when $group_by = 'product' then past.product_no end as product_no
    from past
    join item on item.item_no = past.item_no
    where ($currency is null or past.currency = $currency)
        and ($country is null or country = $country)
    group by all
),
picked as not materialized (
    select * rename (orders as counted)
    from revenue_cell
    where dimension = $dimension
        and ($currency is null or currency = $currency)
        and case
            when $partner_id is not null then partner_id = $partner_id
            when $group_by in ('partner', 'product') then partner_id is not null
            else partner_id is null
        end
),
-- a day can be of the period and of what it is compared with, too
cell as (
    select *, true as is_current
    from picked
    where starts_on >= $cells_first and starts_on < $cells_end
    union all
    select *, false
    from picked
    where starts_on >= $before_cells_first and starts_on < $before_cells_end
),
cell_summed as (
    select
        is_current, currency, product_no, order_id,
        sum(counted) as counted,
        measure_units(units) as units,
        measure_gross(gross) as gross, measure_refunds(refunds) as refunds,
        case when $group_by in ('day', 'week', 'month') then starts_on end as day,
        case when $group_by in ('category', 'brand', 'country') then name end as name,
        case when $group_by = 'partner' then partner_id end as partner_id
    from cell
    group by all
),
sale as (
    select
        is_current, day, currency, order_id, counted, units, gross, refunds,
        past_summed.product_no,
        case $group_by
            when 'partner' then partner
            when 'category'
                then case when $level is null then category else path_top(path, $level) end
            when 'brand' then brand
            when 'country' then country
            when 'currency' then currency
        end as name
    from past_summed
    left join item on item.item_no = past_summed.item_no
    union all
    select
        is_current, day, currency, order_id, counted, units, gross, refunds, product_no,
        case $group_by
            when 'partner' then partner.code
            when 'currency' then currency
            else cell_summed.name
        end
    from cell_summed
    left join partner on partner.partner_id = cell_summed.partner_id
)
select
    is_current, day, currency, order_id, product_no, name,
    cast(sum(counted) as bigint) as counted, measure_units(units) as units,
    measure_gross(gross) as gross, measure_refunds(refunds) as refunds
from sale
group by all
