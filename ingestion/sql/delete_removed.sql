-- the catalog without the products that the feed inserted and that nothing names
delete from product
using reverting
where reverting.outcome = 'removed' and product.product_id = reverting.product_id
