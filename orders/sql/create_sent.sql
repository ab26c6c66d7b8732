-- every record of the delivered files as it was sent, by the part that it stands in
create or replace temp table sent (
    part varchar, record_number bigint, line_number bigint, row_problem varchar,
    order_number varchar, line varchar, ordered_at varchar, customer_ref varchar, partner varchar,
    sku varchar, product_name varchar, quantity varchar, unit_price varchar, currency varchar,
    country varchar
)
