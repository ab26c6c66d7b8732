-- the last feeds of each partner that were loaded, reverted ones included, the oldest first: which
-- shares of their records were skipped, were of use, and had warnings
with loaded as (
    select
        feed.feed_id, feed.feed_no, partner.code as partner, feed.filename, feed.mode, feed.status,
        feed.received_at, feed.rows_read, feed.skipped, feed.warnings
    from feed
    join partner on partner.partner_id = feed.partner_id
    where feed.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
        and ($partner is null or partner.code = $partner)
    qualify row_number() over (partition by feed.partner_id order by feed.feed_no desc) <= $most
),
no_product as (
    select feed_id, cast(sum(records) as bigint) as records
    from feed_no_product
    where feed_id in (select feed_id from loaded)
    group by feed_id
)
select
    loaded.feed_id, loaded.partner, loaded.filename, loaded.mode, loaded.status,
    loaded.received_at, loaded.rows_read, loaded.skipped, loaded.warnings,
    measure_percent(loaded.skipped, loaded.rows_read) as skipped_percent,
    measure_feed_quality(
        loaded.rows_read, loaded.skipped, coalesce(no_product.records, 0)
    ) as quality_percent,
    measure_percent(loaded.warnings, loaded.rows_read) as warnings_percent
from loaded
left join no_product using (feed_id)
order by loaded.feed_no
