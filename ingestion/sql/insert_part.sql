-- a part that is in the store
insert into feed_part (
    feed_id, part, raw_key, size_bytes, sha256, filename, delivered_by, received_at
)
values (
    $feed_id, $part, $raw_key, $size_bytes, $sha256, $filename, $delivered_by, $received_at
)
