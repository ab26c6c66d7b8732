-- the orders with lines on several days, in the cells of one dimension that they count in
insert into revenue_cell
    (
        dimension, starts_on, partner_id, currency, name, order_id, orders, units, gross, refunds
    )
with line as (
    select
        partner_id, currency, order_id,
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
    where is_placed and is_parted
)
select $dimension, starts_on, partner_id, currency, name, order_id, 0, 0, 0, 0
from line
group by grouping sets (
    (starts_on, partner_id, currency, name, order_id), (starts_on, currency, name, order_id)
)
having $dimension <> 'product' or partner_id is not null
