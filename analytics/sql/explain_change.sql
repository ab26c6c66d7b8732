-- the keys that moved net revenue most, each with its parts, and last the others as one row.
-- expected: what the units of now would have brought at the average price before, to the minor unit;
-- what it was rounded by is thus in the price
with compared as (
    select
        key, units, gross, net, previous_units, previous_gross, previous_net,
        gross - net as refunds,
        previous_gross - previous_net as previous_refunds,
        net - previous_net as change,
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
moved as materialized (
    select
        key, net as net_now, previous_net as net_before, change,
        coalesce(expected - previous_gross, 0) as volume,
        coalesce(gross - expected, 0) as price,
        previous_refunds - refunds as given_back,
        case when previous_units = 0 then gross else 0 end as new,
        case when units = 0 then -previous_gross else 0 end as gone
    from compared
),
top as materialized (
    select key, change from moved where change <> 0 order by abs(change) desc, key limit $limit
),
shown as (
    select moved.*, top.key as name
    from moved left join top on top.key = moved.key
)
select
    name as key, count(*) as keys, sum(net_now) as net, sum(net_before) as previous_net,
    sum(change) as change, sum(volume) as volume, sum(price) as price, sum(given_back) as refunds,
    sum(new) as new, sum(gone) as gone
from shown
group by name
order by name is null, abs(sum(change)) desc, name
