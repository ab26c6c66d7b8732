-- those of some keys that a feed, a part or a file on its way from the inbox names
select raw_key
from (
    select raw_key from feed where raw_deleted_at is null
    union all
    select part.raw_key
    from feed_part as part
    join feed using (feed_id)
    where feed.raw_deleted_at is null
    union all
    select raw_key from inbox_take
)
where raw_key in (select unnest($keys::varchar[]))
