-- a loaded feed each six hours, of one partner after the other
insert into feed by name
select
    uuidv7() as feed_id, 1 + number % 20 as partner_id, 'full' as mode, 'api' as origin,
    'key:bench' as delivered_by, 'feed-' || number as filename, 'key' as raw_key, 1 as size_bytes,
    '' as sha256, false as hold_requested, 1 as profile_version, 'COMPLETED' as status,
    $begins_at::timestamptz + to_hours(cast(6 * number as integer)) as received_at,
    received_at + to_minutes(2) as finished_at, 700 as rows_read, 0 as inserted, 700 as updated,
    0 as unchanged, 0 as skipped, 0 as deactivated
from range(2920) as sent(number)
order by number
