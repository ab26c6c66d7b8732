-- what the store is to delete of feeds whose raw file is not given out any more
select feed.feed_id, list_distinct(list_append(list(part.raw_key), feed.raw_key)) as raw_keys
from feed
left join feed_part as part using (feed_id)
where feed.raw_expired_at is not null and feed.raw_deleted_at is null
group by feed.feed_id, feed.raw_key, feed.feed_no
order by feed.feed_no
limit $most
