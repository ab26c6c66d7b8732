-- the products of which more was sold than was counted. What was sold before a count was loaded
-- may be more than it says, and is nobody's fault; so only where units were sold a minute after or
-- later. A load or revert has taken effect by the end of its job; where one is under way, nobody
-- can tell yet
with changed as (
    select feed.partner_id, feed.feed_id, job.kind, job.status, job.attempt, job.finished_at
    from job
    join feed on feed.feed_id = job.subject_id
    where job.kind in ('ETL', 'REVERT')
),
written as (
    select partner_id, feed_id, kind, finished_at as ended_at
    from changed
    where status = 'SUCCEEDED'
),
steady as (
    select partner_id, max(written.ended_at) filter (kind = 'REVERT') as reverted_at
    from partner
    left join written using (partner_id)
    where partner_id not in (
        select partner_id
        from changed
        where status in ('RUNNING', 'RETRY_WAIT') or (status = 'QUEUED' and attempt > 0)
    )
    group by partner_id
),
-- of which more was ordered, cancelled or not, than was counted: only these are looked at closely
doubtful as (
    select product_id
    from order_item as item
    join product using (product_id)
    where not is_imported
        and product.availability = 'in_stock'
        and product.quantity is not null
        and item.ordered_at >= coalesce(product.quantity_counted_at, product.created_at)
    group by product_id
    having sum(item.quantity) > greatest(floor(min(product.quantity)), 0)
),
taken as (
    select product_id, order_id, quantity as units, ordered_at
    from order_item
    where not is_imported and product_id in (select product_id from doubtful)
    union all
    select product_id, order_id, -quantity, ordered_at
    from order_refund
    where is_cancellation and product_id in (select product_id from doubtful)
),
again as (
    select
        product_id, quantity, max(counted_at) as counted_at, max(written.ended_at) as loaded_at
    from stock_count
    left join written using (feed_id)
    where product_id in (select product_id from doubtful)
    group by product_id, quantity
),
sold as (
    select product_id, partner_id, sku, quantity, updated_at, created_at, quantity_counted_at
    from product
    where product_id in (select product_id from doubtful)
),
counted as (
    select
        sold.product_id, sold.partner_id, sold.sku,
        greatest(floor(sold.quantity), 0) as units_counted,
        greatest(coalesce(sold.quantity_counted_at, sold.created_at), again.counted_at)
            as counted_at,
        greatest(written.ended_at, again.loaded_at, steady.reverted_at) as loaded_at
    from sold
    join steady using (partner_id)
    left join again on again.product_id = sold.product_id and again.quantity = sold.quantity
    -- the first job of the partner that ended after the row was written had written it
    asof join written
        on written.partner_id = sold.partner_id and written.ended_at >= sold.updated_at
),
summed as (
    select
        counted.*, sum(taken.units)::bigint as units_sold,
        coalesce(
            sum(taken.units) filter (
                uuid_extract_timestamp(taken.order_id) > counted.loaded_at + interval 1 minute
            ), 0
        )::bigint as units_sold_since_load
    from counted
    join taken
        on taken.product_id = counted.product_id and taken.ordered_at >= counted.counted_at
    group by all
)
select
    partner_id, product_id, sku, units_counted::bigint as units_counted, units_sold, counted_at,
    loaded_at
from summed
where units_sold > units_counted and units_sold_since_load > 0
