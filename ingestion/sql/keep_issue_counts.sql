-- how often each code stands in a report that is about to go
insert into feed_issue_count (feed_id, code, severity, count)
select feed_id, code, severity, count(*)
from feed_issue
where feed_id = $feed_id
group by all
