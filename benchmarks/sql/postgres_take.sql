-- the stock without what the order takes
update product set quantity = product.quantity - line.units
from unnest(%(products)s::bigint[], %(units)s::bigint[]) as line(product_id, units)
where product.product_id = line.product_id
