-- the feeds that say something else of what they did than products and their history do
with told as (
    select
        partner_id, feed_id,
        status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED') as is_loaded,
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
),
compared as (
    select
        partner_id, feed_id, told.inserted, coalesce(born.products, 0) as inserted_there,
        told.updated, coalesce(changed.updated, 0) as updated_there,
        told.deactivated, coalesce(changed.deactivated, 0) as deactivated_there,
        told.reverted, coalesce(changed.reverted, 0) as reverted_there,
        told.removed, coalesce(removed.products, 0) as removed_there
    from told
    full join changed using (feed_id)
    full join born using (feed_id)
    full join removed using (feed_id)
)
select *
from compared
-- nothing is told by a feed that is not there
where (inserted, updated, deactivated, reverted, removed) is distinct from (
    inserted_there, updated_there, deactivated_there, reverted_there, removed_there
)
