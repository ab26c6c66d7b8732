-- the checks of a run; to one partner only the differences that are its alone are told
select
    checked.name, promise, noun, took_s,
    case when $partner_id is null then looked_at end as looked_at,
    case when $partner_id is null then checked.differences
        else coalesce(own.differences, 0) end::bigint as differences
from reconciliation_check as checked
left join reconciliation_share as own
    on own.run_id = checked.run_id and own.name = checked.name and own.partner_id = $partner_id
where checked.run_id = $run_id
order by position
