-- the feeds that say something else of what they did than products and their history do
with told as (
    select
        feed_id, status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED') as is_loaded,
        case when is_loaded then inserted else 0 end as inserted,
        case when is_loaded then updated else 0 end as updated,
        case when is_loaded then deactivated else 0 end as deactivated,
        coalesce(reverted.restored + reverted.kept_for_orders, 0) as reverted,
        coalesce(reverted.removed, 0) as removed
    from feed
),
changed as (
    select
        feed_id, count(*) filter (where action = 'updated') as updated,
        count(*) filter (where action = 'deactivated') as deactivated,
        count(*) filter (where action = 'reverted') as reverted
    from product_change
    group by feed_id
),
removed as (
    select feed_id, count(*) as products from removed_product group by feed_id
),
born as (
    select feed_id, count(*) as products
    from (
        select first_feed_id as feed_id from product union all select feed_id from removed_product
    )
    group by feed_id
)
select
    'feed ' || feed_id::varchar as subject,
    format(
        'says inserted {}, updated {}, deactivated {}, reverted {}, removed {};'
        ' the catalog has {}, {}, {}, {}, {}',
        told.inserted, told.updated, told.deactivated, told.reverted, told.removed,
        coalesce(born.products, 0), coalesce(changed.updated, 0),
        coalesce(changed.deactivated, 0), coalesce(changed.reverted, 0),
        coalesce(removed.products, 0)
    ) as fault
from told
full join changed using (feed_id)
full join born using (feed_id)
full join removed using (feed_id)
where coalesce(told.inserted, -1) <> coalesce(born.products, 0)
    or told.updated <> coalesce(changed.updated, 0)
    or told.deactivated <> coalesce(changed.deactivated, 0)
    or told.reverted <> coalesce(changed.reverted, 0)
    or told.removed <> coalesce(removed.products, 0)
