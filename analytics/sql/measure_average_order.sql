-- average order value: gross over orders, halves rounded up to the minor unit; null without orders.
-- In whole numbers, as a division of decimals would give a float
create or replace macro measure_average_order(gross, orders, minor_unit) as
    case when orders > 0 then cast(
        cast(
            (
                2 * cast(gross * 10000 as hugeint) * cast(10 ** minor_unit as hugeint)
                + 10000 * cast(orders as hugeint)
            ) // (20000 * cast(orders as hugeint)) * cast(10 ** (4 - minor_unit) as hugeint)
            as decimal(34, 0)
        ) * cast(0.0001 as decimal(4, 4)) as decimal(38, 4)
    ) end
