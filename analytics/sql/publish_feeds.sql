-- the picked feeds, each with how many of its records are no products
insert into published.feeds
with no_product as (
    select feed_id, cast(sum(records) as bigint) as records
    from feed_no_product
    where feed_id in (select feed_id from picked_feed)
    group by feed_id
)
select picked.*, coalesce(no_product.records, 0) as no_products
from picked_feed as picked
left join no_product on no_product.feed_id = picked.feed_id
order by picked.feed_id
