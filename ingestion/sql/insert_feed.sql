-- a feed just received, with its number in the order of receipt
insert into feed (
    feed_id, partner_id, mode, origin, delivered_by, filename, raw_key, size_bytes, sha256,
    hold_requested, profile_version, status, received_at, replays_feed_id
)
values (
    $feed_id, $partner_id, $mode, $origin, $delivered_by, $filename, $raw_key, $size_bytes,
    $sha256, $hold_requested, $profile_version, 'RECEIVED', $received_at,
    $replays_feed_id
)
