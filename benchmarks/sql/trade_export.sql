-- every line placed or given back as another system would have it: with its day worked out
-- beforehand, and a number instead of the order's id
select
    cast(timezone($zone, line.happened_at) as date) as day, line.happened_at,
    cast(substr(placed.order_number, 4) as bigint) as order_no, line.is_placed,
    partner.code as partner, line.sku, line.category, line.brand, line.country, line.currency,
    cast(line.units as integer) as units, line.gross, line.refunds
from sales_line as line
join customer_order as placed on placed.order_id = line.order_id
join partner on partner.partner_id = line.partner_id
order by line.happened_at
