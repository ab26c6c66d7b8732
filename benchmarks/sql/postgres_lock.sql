-- the products of the lines, each row locked, in one order for all customers
select
    product.product_id, line.sku, product.product_name,
    coalesce(product.sale_price, product.price) as unit_price, product.currency, line.units,
    product.is_active and product.availability in ('in stock', 'preorder', 'backorder')
        and (product.quantity is null or product.quantity >= line.units) as can_be_met
from unnest(%(skus)s::text[], %(units)s::bigint[]) as line(sku, units)
join product on product.partner = 'bench' and product.sku = line.sku
order by product.product_id
for update of product
