-- time to catalog: seconds from a feed's arrival to its end, of several feeds their median
create or replace macro measure_time_to_catalog(received_at, finished_at) as
    cast(median(date_diff('millisecond', received_at, finished_at)) / 1000 as decimal(18, 3))
