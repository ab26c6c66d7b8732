-- the loaded feeds whose report has another number of skipped records or warnings than they say
with found as (
    select
        feed_id,
        count(distinct record_number) filter (where row_outcome = 'skipped') as skipped,
        -- those of records, and the guards that held the feed
        count(*) filter (
            where severity = 'warning' and (record_number is not null or starts_with(code, 'guard/'))
        ) as warnings
    from feed_issue
    group by feed_id
)
select
    'feed ' || feed_id::varchar as subject,
    format(
        'says {} skipped and {} warnings; its report has {} and {}', feed.skipped, feed.warnings,
        coalesce(found.skipped, 0), coalesce(found.warnings, 0)
    ) as fault
from feed
left join found using (feed_id)
where feed.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
    and feed.report_deleted_at is null
    and (feed.skipped <> coalesce(found.skipped, 0) or feed.warnings <> coalesce(found.warnings, 0))
