-- order lines with what the files of their orders and of the products say of them
create or replace temp view sent_line as
with heading as (
    select
        order_number, arg_min(ordered_at, record_number) as ordered_at,
        arg_min(customer_ref, record_number) as customer_ref,
        arg_min(country, record_number) as country
    from sent
    where part = 'orders' and row_problem is null
    group by order_number
),
named as (
    select sku, arg_min(product_name, record_number) as product_name
    from sent
    where part = 'products' and row_problem is null
    group by sku
)
select
    line.* replace (
        heading.ordered_at as ordered_at, heading.customer_ref as customer_ref,
        heading.country as country, named.product_name as product_name
    ),
    heading.order_number is not null as has_order
from sent as line
left join heading on heading.order_number = line.order_number
left join named on named.sku = line.sku
where line.part = 'lines'
