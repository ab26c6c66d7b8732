-- what each product sold since a moment, as plainly as it can be asked
select partner_id, sku, currency, sum(line_total) as ordered, sum(quantity) as pieces
from order_item
where $since::timestamptz is null or ordered_at >= $since
group by partner_id, sku, currency
order by ordered desc
limit 50
