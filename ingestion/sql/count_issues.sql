-- how often each code was found in the feed
select code, severity, count(*) as count
from feed_issue
where feed_id = $feed_id
group by code, severity
order by
    case severity when 'error' then 0 when 'warning' then 1 else 2 end, count desc, code
