-- a hundred records of each feed that were skipped
insert into feed_issue by name
select
    feed_id, number as position, 4000 * number as record_number, 4000 * number + 1 as line_number,
    'SKU-' || lpad(cast(4000 * number as varchar), 8, '0') as sku, 'price' as column_name,
    'price/missing' as code, 'error' as severity, '' as raw_value, 'skipped' as row_outcome
from feed, range(1, 101) as found(number)
order by feed_no, number
