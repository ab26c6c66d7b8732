-- partners whose last feed is longer ago than the longest pause in the 60 days before it, in whole
-- days of the zone; who has sent on fewer than five of those days has no habit yet
with day_of_feed as (
    select distinct partner_id, cast(timezone($zone, received_at) as date) as day
    from feed
    where origin <> 'replay'
),
recent as (
    select *, max(day) over (partition by partner_id) as last_day
    from day_of_feed
    qualify day > last_day - 60
),
paused as (
    select *, day - lag(day) over (partition by partner_id order by day) as pause_days
    from recent
)
select
    partner.code as partner, partner.name, last_day,
    cast($today as date) - last_day as silent_days, max(pause_days) as usual_days
from paused
join partner using (partner_id)
group by partner.code, partner.name, last_day
having count(*) >= 5 and cast($today as date) - last_day > max(pause_days)
order by silent_days desc, partner.code
