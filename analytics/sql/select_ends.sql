-- the months of the first line and of the last, null without any
select
    cast(date_trunc('month', timezone($zone, min(happened_at))) as date) as first_month,
    cast(date_trunc('month', timezone($zone, max(happened_at))) as date) as last_month
from sales_line
