-- every fourth of forty bits, from that of the level on at which the row differs from the row before of
-- the same order; all of them where there is none
create or replace temp macro first_bits(levels, before) as
    73300775185 - (
        73300775185 & (
            (
                cast(1 as bigint) << 4 * coalesce(
                    1 + cast(levels[1] = before[1] as integer)
                    + cast(levels[2] = before[2] as integer)
                    + cast(levels[3] = before[3] as integer)
                    + cast(levels[4] = before[4] as integer)
                    + cast(levels[5] = before[5] as integer)
                    + cast(levels[6] = before[6] as integer)
                    + cast(levels[7] = before[7] as integer)
                    + cast(levels[8] = before[8] as integer)
                    + cast(levels[9] = before[9] as integer),
                    0
                )
            ) - 1
        )
    )
