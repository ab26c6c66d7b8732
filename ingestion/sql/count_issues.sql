-- how often each code was found in each of the feeds, also where the report is deleted by now
select feed_id, code, severity, sum(count)::bigint as count
from (
    select feed_id, code, severity, 1 as count
    from feed_issue
    where feed_id in (select unnest($feed_ids::uuid[]))
    union all
    select feed_id, code, severity, count
    from feed_issue_count
    where feed_id in (select unnest($feed_ids::uuid[]))
)
group by feed_id, code, severity
order by
    case severity when 'error' then 0 when 'warning' then 1 else 2 end, count desc, code
