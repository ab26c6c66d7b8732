-- the parts of a feed, in the order of the file
select part, raw_key, size_bytes, sha256, filename
from feed_part
where feed_id = $feed_id
order by part
