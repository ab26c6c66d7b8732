-- the keys that moved net revenue most, each with its parts, and last the others as one row.
-- expected: what the units of now would have brought at the average price before, to the minor unit;
-- what it was rounded by is thus in the price
with compared as (
    select
        *,
        gross - net as refunds,
        previous_gross - previous_net as previous_refunds,
        case when units > 0 and previous_units > 0
            then cast(
                cast(
                    (
                        2 * cast(previous_gross * 10000 as hugeint) * units
                        + previous_units * cast(10 ** (4 - $minor_unit) as hugeint)
                    ) // (2 * previous_units * cast(10 ** (4 - $minor_unit) as hugeint))
                    * cast(10 ** (4 - $minor_unit) as hugeint) as decimal(38, 0)
                ) * 0.0001 as decimal(38, 4)
            )
        end as expected
    from revenue_row
),
moved as (
    select
        *,
        net as net_now,
        previous_net as net_before,
        net - previous_net as change,
        coalesce(expected - previous_gross, 0) as volume,
        coalesce(gross - expected, 0) as price,
        previous_refunds - refunds as given_back,
        case when previous_units = 0 then gross else 0 end as new,
        case when units = 0 then -previous_gross else 0 end as gone
    from compared
),
placed as (
    select *, row_number() over (order by abs(change) desc, key) as place
    from moved
),
shown as (
    select
        * replace (case when place <= $limit and change <> 0 then place end as place),
        case when place <= $limit and change <> 0 then key end as name
    from placed
)
select
    name as key, count(*) as keys, sum(net_now) as net, sum(net_before) as previous_net,
    sum(change) as change, sum(volume) as volume, sum(price) as price, sum(given_back) as refunds,
    sum(new) as new, sum(gone) as gone
from shown
group by place, name
order by place nulls last
