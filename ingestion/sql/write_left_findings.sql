-- the products that the revert leaves, as infos behind the feed's report
insert into feed_issue (feed_id, position, sku, code, severity, detail)
select
    $feed_id,
    (select coalesce(max(position), 0) from feed_issue where feed_id = $feed_id)
    + row_number() over (order by product_id),
    sku, 'etl/' || outcome, 'info',
    case when outcome = 'changed_since' then last_feed_id::varchar end
from reverting
where outcome in ('kept_for_orders', 'changed_since')
