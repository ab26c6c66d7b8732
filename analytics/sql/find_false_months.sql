-- the months whose cells do not add up to their lines: somebody has changed what is only appended to
with summed as (
    select
        starts_on as day, currency, measure_units(units) as units, measure_gross(gross) as gross,
        measure_refunds(refunds) as refunds
    from revenue_cell
    where dimension = 'day' and partner_id is null
    group by all
),
told as (
    select
        cast(timezone($zone, happened_at) as date) as day, currency,
        measure_units(units) as units, measure_gross(gross) as gross,
        measure_refunds(refunds) as refunds
    from sales_line
    group by all
),
differing as (
    (from summed except from told)
    union all
    (from told except from summed)
)
select distinct first_day
from differing
join revenue_month as month on month.is_whole and day >= first_day and day < end_day
