-- files on their way from the inbox, in the order in which they are taken
select
    feed_id, key, version, size_bytes, arrived_at, partner, mode, filename, delivered_by, raw_key
from inbox_take
order by arrived_at, key
