-- the loaded feeds whose report has another number of skipped records or warnings than they say
with record as (
    select
        feed_id, record_number, bool_or(row_outcome = 'skipped') as is_skipped,
        -- those of records, and the guards that held the feed
        count(*) filter (
            where severity = 'warning' and (record_number is not null or starts_with(code, 'guard/'))
        ) as warnings
    from feed_issue
    group by feed_id, record_number
),
found as (
    select
        feed_id,
        count(*) filter (where is_skipped and record_number is not null) as skipped,
        sum(warnings) as warnings
    from record
    group by feed_id
)
select
    feed.partner_id, feed_id, feed.skipped, coalesce(found.skipped, 0) as skipped_in_report,
    feed.warnings, coalesce(found.warnings, 0) as warnings_in_report
from feed
left join found using (feed_id)
where feed.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
    and feed.report_deleted_at is null
    and (feed.skipped <> coalesce(found.skipped, 0) or feed.warnings <> coalesce(found.warnings, 0))
