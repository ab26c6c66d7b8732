-- each product with the units of it that are sold, less those of cancelled orders
select product.product_id, product.sku, coalesce(sum(moved.units), 0)::bigint as sold
from product
left join (
    select product_id, quantity as units from order_item
    union all
    select product_id, -quantity from order_refund where is_cancellation
) as moved on moved.product_id = product.product_id
group by product.product_id, product.sku
