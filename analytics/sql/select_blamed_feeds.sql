-- the feeds whose changes can explain a loss of the day, the largest first, then those that only
-- had orders refused; what another feed can explain, too, is in `explained` and not in `alone`
with by_product as (
    select
        feed_id, by_revert, currency, partner_id, sku, max(explained) as explained,
        min(changed_at) as changed_at, list(distinct kind) as kinds
    from cause
    group by feed_id, by_revert, currency, partner_id, sku
),
marked as (
    select *, count(*) over (partition by partner_id, sku, currency) > 1 as is_shared
    from by_product
),
by_feed as (
    select
        feed_id, by_revert, currency, sum(explained) as explained,
        coalesce(sum(explained) filter (not is_shared), 0) as alone, count(*) as products,
        min(changed_at) as changed_at, list_sort(list_distinct(flatten(list(kinds)))) as kinds
    from marked
    group by feed_id, by_revert, currency
),
refused_by_feed as (
    select
        feed_id, by_revert, count(*) as refused_lines, cast(sum(requested) as bigint)
            as refused_units, min(changed_at) as refused_since
    from refused
    where feed_id is not null
    group by feed_id, by_revert
)
select
    feed_id, by_revert, by_feed.currency, coalesce(by_feed.explained, 0) as explained,
    coalesce(by_feed.alone, 0) as alone, coalesce(by_feed.products, 0) as products,
    coalesce(by_feed.kinds, []) as kinds,
    coalesce(by_feed.changed_at, refused_since) as changed_at,
    coalesce(refused_lines, 0) as refused_lines, coalesce(refused_units, 0) as refused_units,
    partner.code as partner, feed.filename, feed.mode, feed.status, feed.reverted_at
from by_feed
full join refused_by_feed using (feed_id, by_revert)
left join feed using (feed_id)
left join partner using (partner_id)
order by coalesce(by_feed.explained, 0) desc, refused_lines desc nulls last, changed_at desc, feed_id
limit $limit
