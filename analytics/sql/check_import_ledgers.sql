-- the imports whose counters do not add up or go with what they skipped, and the sources of which
-- other lines are there than imports inserted
with issued as (
    select job_id, count(distinct record_number) as records from import_issue group by job_id
),
written as (
    select source, sum(lines) as lines
    from (
        select past.imported_from as source, count(*) as lines
        from order_item
        join customer_order as past using (order_id)
        where is_imported
        group by source
        union all
        select past.imported_from, count(*)
        from order_refund
        join customer_order as past using (order_id)
        where is_imported
        group by past.imported_from
    )
    group by source
),
counted as (
    select source, sum(inserted) as lines from order_import group by source
)
select
    cast(null as bigint) as partner_id, source, job_id,
    format(
        '{} read = {} inserted + {} unchanged + {} skipped, of which {} are listed',
        rows_read, inserted, unchanged, skipped, coalesce(issued.records, 0)
    ) as fault
from order_import
left join issued using (job_id)
where rows_read is not null
    and (
        rows_read <> inserted + unchanged + skipped or skipped <> coalesce(issued.records, 0)
    )
union all
select
    null, source, null,
    format(
        '{} lines were inserted, {} are there',
        coalesce(counted.lines, 0)::bigint, coalesce(written.lines, 0)::bigint
    )
from counted
full join written using (source)
where coalesce(counted.lines, 0) <> coalesce(written.lines, 0)
