-- the refused lines by product, code and what they were refused because of, most asked for first;
-- `lost` is what the units would have cost at the price of then, as far as that is known
select
    product_id, partner, sku, any_value(product_name) as product_name, code,
    count(*) as lines, cast(sum(requested) as bigint) as units, currency,
    sum(requested * unit_price) as lost, max(refused_at) as last_refused_at,
    kind, changed_at, feed_id, by_revert, before, after, price_before, price_after,
    currency_before, currency_after
from refused
where $of_feed is null or (feed_id = $of_feed and not by_revert)
group by all
order by lost desc nulls last, units desc, partner, sku, code, changed_at, currency
limit $limit
