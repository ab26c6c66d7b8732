-- the ledger's sides, one row: verdicts, and the records known to change nothing
select
    count(*) filter (where action = 'inserted') as inserted,
    count(*) filter (where action = 'updated') as updated,
    count(*) filter (where action = 'unchanged')
    + (select count(*) from sighted where same_id is not null)
    - (select count(*) from overridden) as unchanged,
    count(*) filter (where action = 'skipped') as skipped,
    (select count(*) from absent) as deactivated,
    coalesce(sum(len(list_filter(findings, lambda each: is_warning(each.code)))), 0)::bigint
        as warnings
from verdict
