-- what must never be in the file once nothing waits, beyond the promises of the reconciliation, and
-- how often it is
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
    select 'changes are there twice'
    from product_change group by feed_id, product_id, action having count(*) > 1
)
group by fault
