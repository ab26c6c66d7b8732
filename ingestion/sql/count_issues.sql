-- how often each code was found in each of the feeds
select feed_id, code, severity, count(*) as count
from feed_issue
where feed_id in (select unnest($feed_ids::uuid[]))
group by feed_id, code, severity
order by
    case severity when 'error' then 0 when 'warning' then 1 else 2 end, count desc, code
