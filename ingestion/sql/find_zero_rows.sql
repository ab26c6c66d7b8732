-- partners whose latest feed brought no product: no record, or a full feed without a valid one
with looked_at as (
    select *
    from feed
    where received_at > $since and status in (
        'HELD', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'VALIDATION_FAILED', 'REJECTED', 'REVERTED'
    )
    qualify row_number() over (
        partition by partner_id order by coalesce(completed_no, feed_no) desc
    ) = 1
)
select
    partner_id as subject, partner_id, partner.code as partner, feed_id, filename,
    rows_read as count, error ->> 'code' as code, error ->> 'job_id' as job_id,
    error ->> 'request_id' as request_id
from looked_at
join partner using (partner_id)
where status not in ('REJECTED', 'REVERTED')
    and (
        rows_read = 0
        or (mode = 'full' and rows_read = skipped)
        or (status = 'VALIDATION_FAILED' and error ->> 'code' = 'file/no_records')
    )
