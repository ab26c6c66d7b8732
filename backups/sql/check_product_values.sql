-- the products that are not as the last change of their history left them
with last as (
    select product_id, arg_max(after, changed_at) as after
    from product_change
    group by product_id
)
select
    'product ' || product_id::varchar as subject,
    'is not as the last change of its history left it' as fault
from product
join last using (product_id)
where product.price is distinct from last.after.price
    or product.sale_price is distinct from last.after.sale_price
    or product.currency is distinct from last.after.currency
    or product.product_name is distinct from last.after.product_name
    or product.availability is distinct from last.after.availability
    or product.quantity is distinct from last.after.quantity
    or product.description is distinct from last.after.description
    or product.attributes is distinct from last.after.attributes
    or product.is_active is distinct from last.after.is_active
