-- the feed's findings in the order of the file, after the position of the page before
select
    position, feed_id, line_number, record_number, sku, column_name as "column", code,
    severity, raw_value, normalized_value, detail, row_outcome
from feed_issue
where feed_id = $feed_id
    and ($code is null or code = $code)
    and ($severity is null or severity = $severity)
    and ($after is null or position > $after)
order by position
limit $limit
