-- the lines whose total is not price by quantity, in whole minor units of the currency
with reckoned as (
    select
        item.partner_id, order_id, line, sku, item.currency, unit_price, quantity, line_total,
        unit_price * cast(quantity as decimal(20, 0)) as product, minor_unit
    from order_item as item
    left join currency on currency.code = item.currency
),
rounded as (
    select
        * exclude (product, minor_unit),
        -- each of one type: of several scales, a case takes the least
        case minor_unit
            when 0 then cast(round(product, 0) as decimal(38, 4))
            when 1 then cast(round(product, 1) as decimal(38, 4))
            when 2 then cast(round(product, 2) as decimal(38, 4))
            when 3 then cast(round(product, 3) as decimal(38, 4))
            else product
        end as line_total_reckoned
    from reckoned
)
select
    case when len(ordered.partner_ids) = 1 then ordered.partner_ids[1] end as partner_id,
    rounded.* exclude (partner_id)
from rounded
left join customer_order as ordered using (order_id)
where line_total <> line_total_reckoned
