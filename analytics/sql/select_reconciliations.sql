-- the runs, the newest first; of one partner, with the differences that are its alone
with own as (
    select run_id, sum(differences) as differences
    from reconciliation_share
    where partner_id = $partner_id
    group by run_id
)
select
    run_id, seen_at, finished_at, checks,
    case when $partner_id is null then run.differences else coalesce(own.differences, 0) end::bigint
        as differences
from reconciliation_run as run
left join own using (run_id)
where $after_at is null
    or seen_at < try_cast($after_at as timestamptz)
    or (seen_at = try_cast($after_at as timestamptz) and run_id < try_cast($after_id as uuid))
order by seen_at desc, run_id desc
limit $limit
