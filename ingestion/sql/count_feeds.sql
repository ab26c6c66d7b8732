-- how many feeds came since then, by the status that they have now
select status, count(*) as count
from feed
where $since is null or received_at >= $since
group by status
