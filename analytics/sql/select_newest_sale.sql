-- when the last line before that moment was sold or given back
select max(happened_at) as newest_at
from sales_line
where ($to_at is null or happened_at < $to_at)
