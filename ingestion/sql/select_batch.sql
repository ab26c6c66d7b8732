-- a partner's batch, with the SHA-256 of each of its parts; it is open while parts are missing
select
    batch.feed_id, batch.last_part, feed.size_bytes,
    feed.status = 'RECEIVED' and feed.completed_no is null as is_open,
    list(part.part order by part.part) as parts,
    list(part.sha256 order by part.part) as sha256s
from feed_batch as batch
join feed using (feed_id)
join feed_part as part using (feed_id)
where batch.partner_id = $partner_id and batch.batch = $batch
group by all
