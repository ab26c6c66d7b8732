-- a file about to be taken from the inbox
insert into inbox_take (
    feed_id, key, version, size_bytes, arrived_at, partner, mode, filename, delivered_by, raw_key
)
values (
    $feed_id, $key, $version, $size_bytes, $arrived_at, $partner, $mode, $filename,
    $delivered_by, $raw_key
)
