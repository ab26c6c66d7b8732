-- what must never be in the file once nothing waits, and how often it is
with loaded as (
    from feed where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
),
inserted as (
    select feed_id, count(*) as products
    from (
        select first_feed_id as feed_id from product
        union all
        select feed_id from removed_product
    )
    group by feed_id
),
changed as (
    select
        feed_id, count(*) filter (where action = 'updated') as updated,
        count(*) filter (where action = 'deactivated') as deactivated
    from product_change
    group by feed_id
),
skipped as (
    select feed_id, count(distinct record_number) as records
    from feed_issue
    where row_outcome = 'skipped'
    group by feed_id
),
merged as (
    select partner_id, count(*) + count(*) filter (where status = 'REVERTED') as merges
    from loaded
    group by partner_id
)
select fault, count(*) as rows
from (
    select 'jobs still wait or run' as fault
    from job where status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
    union all
    select 'feeds are neither at an end nor held'
    from feed where status in ('RECEIVED', 'VALIDATING', 'PROCESSING')
    union all
    select 'feeds are there twice' from feed group by feed_id having count(*) > 1
    union all
    select 'feeds have no check' from feed where feed_id not in (
        select subject_id from job where kind = 'VALIDATE'
    )
    union all
    select 'ledgers do not balance'
    from loaded where rows_read is distinct from inserted + updated + unchanged + skipped
    union all
    select 'feeds inserted another number of products than they count'
    from loaded left join inserted using (feed_id)
    where loaded.inserted <> coalesce(inserted.products, 0)
    union all
    select 'feeds changed another number of products than they count'
    from loaded left join changed using (feed_id)
    where (loaded.updated, loaded.deactivated)
        <> (coalesce(changed.updated, 0), coalesce(changed.deactivated, 0))
    union all
    select 'reports skip another number of records than the ledgers'
    from loaded left join skipped using (feed_id)
    where loaded.skipped <> coalesce(skipped.records, 0)
    union all
    select 'feeds that are not loaded changed products'
    from (from inserted union all select feed_id, updated from changed)
    where feed_id not in (select feed_id from loaded)
    union all
    select 'partners were merged another number of times than they have loads and reverts'
    from partner left join merged using (partner_id)
    where partner.merges <> coalesce(merged.merges, 0)
    union all
    select 'products are there twice' from product group by partner_id, sku having count(*) > 1
    union all
    select 'product ids are there twice' from product group by product_id having count(*) > 1
    union all
    select 'changes are there twice'
    from product_change group by feed_id, product_id, action having count(*) > 1
    union all
    select 'forecasts are left of feeds that are loaded'
    from feed_forecast where feed_id in (select feed_id from loaded)
)
group by fault
