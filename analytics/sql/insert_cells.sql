-- the cells of one dimension, of each partner and of all together; orders are counted by the bit of it
insert into revenue_cell by name
with line as (
    select
        line.*, item.partner_id,
        case $dimension when 'day' then day else $first_day end as starts_on,
        case $dimension
            when 'day' then ''
            when 'product' then ''
            when 'category' then category
            when 'brand' then brand
            when 'country' then country
            else path_top(path, $level)
        end as name,
        case $dimension when 'product' then line.product_no end as cell_product_no,
        case $dimension when 'product' then item.product_id end as product_id
    from revenue_line as line
    join revenue_item as item on item.item_no = line.item_no
    where day >= $first_day and day < $end_day
)
select
    $dimension as dimension, starts_on, partner_id, currency, name,
    cell_product_no as product_no, product_id, order_id,
    case when grouping(partner_id) = 0 then sum((firsts >> $partner_bit) & 1)
    else sum((firsts >> $bit) & 1) end as orders,
    measure_units(units) as units, measure_gross(gross) as gross, measure_refunds(refunds) as refunds
from line
group by grouping sets (
    (starts_on, partner_id, currency, name, cell_product_no, product_id, order_id),
    (starts_on, currency, name, cell_product_no, product_id, order_id)
)
having $dimension <> 'product' or partner_id is not null
