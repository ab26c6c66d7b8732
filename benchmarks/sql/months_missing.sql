-- how many months of past orders are not worked out; those of today are none yet
select count(distinct date_trunc('month', timezone(cover.zone, ordered_at))) - (
    select count(*) from revenue_month
) as missing
from customer_order, revenue_cover as cover
where ordered_at < date_trunc('day', now())
