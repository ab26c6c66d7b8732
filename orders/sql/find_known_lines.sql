-- the lines that imports of the source have written for these orders; of a refund no price is known
create or replace temp table known_line as
with known_order as (
    select order_id
    from customer_order
    where imported_from = $source
        and order_number in (select order_number from typed_line where code is null)
)
select
    order_id, line, false as is_refund, partner_id, sku, product_name, quantity, unit_price,
    line_total as amount, ordered_at as moment
from order_item
where is_imported and order_id in (select order_id from known_order)
union all
select
    order_id, line, true, partner_id, sku, product_name, quantity, null, amount, refunded_at
from order_refund
where is_imported and order_id in (select order_id from known_order)
