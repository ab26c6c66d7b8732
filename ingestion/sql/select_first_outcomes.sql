-- the first records with their values after the feed, in the order of the file
select
    record_number, line_number, action, sku, product_name, price, currency, availability,
    quantity, findings
from outcome
where record_number <= $rows
order by shard_no, record_number
