-- of those of some feeds that came in parts: which are there, and which is the last
select
    batch.feed_id, batch.batch, batch.last_part, list(part.part order by part.part) as received
from feed_batch as batch
join feed_part as part using (feed_id)
where batch.feed_id in (select unnest($feed_ids::uuid[]))
group by all
