-- a loaded feed each six hours, of one partner after the other, under ids that products name, too
insert into feed by name
select
    cast(md5('feed ' || number) as uuid) as feed_id, 1 + number % 20 as partner_id,
    'full' as mode, 'api' as origin, 'key:bench' as delivered_by,
    'feed-' || number || '.csv' as filename, 'key' as raw_key, 40_000_000 as size_bytes,
    md5('feed ' || number) as sha256, false as hold_requested, 1 as profile_version,
    'COMPLETED_WITH_ERRORS' as status,
    $begins_at::timestamptz + to_hours(cast(6 * number as integer)) as received_at,
    received_at + to_minutes(2) as finished_at, $products_each + 100 as rows_read, 0 as inserted,
    $changed_each as updated, $products_each - $changed_each as unchanged, 100 as skipped, 0 as deactivated
from range(2920) as sent(number)
order by number
