-- price index: a price in percent of the mean of what `others` other partners ask, together
-- `others_total`, for the same GTIN in the same currency; null where there is no other
create or replace macro measure_price_index(price, others_total, others) as
    measure_percent(cast(price as decimal(18, 4)) * others, others_total)
