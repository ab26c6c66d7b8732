-- the records of a batch, blank cells as null
insert into sent
select
    $part, record_number, line_number, row_problem, nullif(order_number, ''), nullif(line, ''),
    nullif(ordered_at, ''), nullif(customer_ref, ''), nullif(partner, ''), nullif(sku, ''),
    nullif(product_name, ''), nullif(quantity, ''), nullif(unit_price, ''), nullif(currency, ''),
    nullif(country, '')
from batch
