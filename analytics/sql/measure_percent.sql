-- a share of a whole in percent, with one decimal, halves rounded up; null of nothing.
-- In whole numbers, as a division of decimals would give a float
create or replace macro measure_percent(part, whole) as
    case when whole > 0 then cast(
        cast(
            (
                2000 * cast(part * 10000 as hugeint) + cast(whole * 10000 as hugeint)
            ) // (2 * cast(whole * 10000 as hugeint)) as decimal(17, 0)
        ) * cast(0.1 as decimal(1, 1)) as decimal(18, 1)
    ) end
