-- how many feeds of each origin are in each state
select status, origin, count(*) as feeds
from feed
group by status, origin
order by status, origin
