-- how many products the feed inserts, and how many it updates
select
    count(*) filter (where action = 'inserted') as inserted,
    count(*) filter (where action = 'updated') as updated
from verdict
