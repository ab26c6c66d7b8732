-- how many products the feed changed, and in what
select
    count(*) as products, count(*) filter (is_repriced) as repriced,
    count(*) filter (is_repriced and price_after > price_before) as dearer,
    count(*) filter (is_repriced and price_after < price_before) as cheaper,
    count(*) filter (stopped is not null) as stopped
from touched
