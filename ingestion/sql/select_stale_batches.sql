-- feeds that wait for parts, and of which none has come since a time
select feed_id
from feed
join feed_part using (feed_id)
where status = 'RECEIVED' and completed_no is null
group by feed_id
having max(feed_part.received_at) < $since
