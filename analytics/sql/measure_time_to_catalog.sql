-- time to catalog: seconds from a feed's arrival to its end, of several feeds their median, halves
-- of a millisecond rounded up. Rounded before the division, as that would give a float
create or replace macro measure_time_to_catalog(received_at, finished_at) as
    cast(
        cast(round(median(date_diff('millisecond', received_at, finished_at))) as decimal(15, 0))
        * cast(0.001 as decimal(3, 3)) as decimal(18, 3)
    )
