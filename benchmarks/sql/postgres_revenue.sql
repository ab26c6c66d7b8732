-- revenue by {key} and currency, of the period and of as many days before
select
    {key} as key, currency,
    count(distinct order_no) filter (where is_placed and is_current) as orders,
    coalesce(sum(units) filter (where is_current), 0) as units,
    coalesce(sum(gross) filter (where is_current), 0) as gross,
    coalesce(sum(refunds) filter (where is_current), 0) as refunds,
    coalesce(sum(gross - refunds) filter (where is_current), 0) as net,
    case when %(shift)s > 0
        then coalesce(sum(gross - refunds) filter (where not is_current), 0) end as previous_net
from (
    select *, day >= %(first)s as is_current,
        day + case when day < %(first)s then %(shift)s else 0 end as shown
    from sale_line
    where day >= %(before)s and day < %(end)s
        and (%(partner)s::text is null or partner = %(partner)s)
) as line
group by 1, 2
having count(*) filter (where is_current) > 0
