-- the cells of one dimension, of each partner and of all together
insert into revenue_cell
    (dimension, starts_on, partner_id, currency, name, orders, units, gross, refunds)
with line as (
    select
        partner_id, currency, units, gross, refunds,
        case when is_placed and not is_parted then order_id end as order_id,
        case $dimension when 'day' then day else $first_day end as starts_on,
        case $dimension
            when 'day' then ''
            when 'category' then category
            when 'brand' then brand
            when 'country' then country
            when 'product' then product
            else path_top(path, $level)
        end as name
    from month_line
)
select
    $dimension, starts_on, partner_id, currency, name, measure_orders(order_id),
    measure_units(units), measure_gross(gross), measure_refunds(refunds)
from line
group by grouping sets (
    (starts_on, partner_id, currency, name), (starts_on, currency, name)
)
having $dimension <> 'product' or partner_id is not null
