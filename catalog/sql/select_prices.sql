-- the prices that one product has had, each from when on and by what; the oldest first
with change as (
    select changed_at, action, changed_columns, before, after
    from product_change
    where product_id = $product_id
),
first_image as (
    select arg_min(before, changed_at) as image from change
),
known as (
    select
        product.created_at as since, 'inserted' as action,
        case when image is null then product.price else image.price end as price,
        case when image is null then product.currency else image.currency end as currency
    from product
    cross join first_image
    where product_id = $product_id
    union all
    select changed_at, action, after.price, after.currency
    from change
    where list_has_any(changed_columns, ['price', 'currency'])
)
select since, action, price, currency
from (from known order by since desc limit $limit)
order by since
