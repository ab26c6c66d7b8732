-- feeds by the day, week or month of their receipt, or by partner: how many, what became of their
-- records, how long they took. Counters are those of loaded feeds, reverted ones included
with received as (
    select
        feed.feed_id, partner.code as partner, feed.status, feed.received_at, feed.finished_at,
        feed.rows_read, feed.inserted, feed.updated, feed.unchanged, feed.skipped,
        feed.deactivated, len(feed.held_by) > 0 or feed.hold_requested as was_held,
        feed.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED') as is_loaded,
        cast(timezone($zone, feed.received_at) as date) as day
    from feed
    join partner on partner.partner_id = feed.partner_id
    where ($from_at is null or feed.received_at >= $from_at)
        and ($to_at is null or feed.received_at < $to_at)
        and ($partner_id is null or feed.partner_id = $partner_id)
),
no_product as (
    select feed_id, cast(sum(records) as bigint) as records
    from feed_no_product
    where feed_id in (select feed_id from received)
    group by feed_id
),
timed as (
    select feed_id, measure_time_to_catalog(received_at, finished_at) as seconds
    from received
    where is_loaded
    group by feed_id
),
known as (
    select
        received.* exclude (rows_read, inserted, updated, unchanged, skipped, deactivated),
        case when is_loaded then rows_read end as rows_read,
        case when is_loaded then inserted end as inserted,
        case when is_loaded then updated end as updated,
        case when is_loaded then unchanged end as unchanged,
        case when is_loaded then skipped end as skipped,
        case when is_loaded then deactivated end as deactivated,
        case when is_loaded then coalesce(no_product.records, 0) end as no_products,
        case when is_loaded then received.received_at end as loaded_from,
        case when is_loaded then received.finished_at end as loaded_at,
        timed.seconds,
        case $group_by
            when 'day' then strftime(day, '%Y-%m-%d')
            when 'week' then strftime(date_trunc('week', day), '%Y-%m-%d')
            when 'month' then strftime(day, '%Y-%m')
            else partner
        end as key
    from received
    left join no_product using (feed_id)
    left join timed using (feed_id)
)
select
    key, count(*) as feeds, count(*) filter (is_loaded) as loaded,
    count(*) filter (was_held) as held,
    count(*) filter (status in ('FAILED', 'VALIDATION_FAILED')) as failed,
    count(*) filter (status = 'REVERTED') as reverted,
    cast(coalesce(sum(rows_read), 0) as bigint) as rows_read,
    cast(coalesce(sum(inserted), 0) as bigint) as inserted,
    cast(coalesce(sum(updated), 0) as bigint) as updated,
    cast(coalesce(sum(unchanged), 0) as bigint) as unchanged,
    cast(coalesce(sum(skipped), 0) as bigint) as skipped,
    cast(coalesce(sum(deactivated), 0) as bigint) as deactivated,
    measure_percent(sum(skipped), sum(rows_read)) as skipped_percent,
    measure_feed_quality(sum(rows_read), sum(skipped), sum(no_products)) as quality_percent,
    measure_time_to_catalog(loaded_from, loaded_at) as median_s,
    quantile_disc(seconds, 0.95) as p95_s
from known
group by key
order by key
