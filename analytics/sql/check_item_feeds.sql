-- the ordered lines whose price is of a feed that is not there, is another partner's, or was not
-- loaded when the order came. That is told by its id (RFC 9562, version 7): an order may bear an
-- earlier time. Clocks may be corrected by up to a minute
select
    case when len(ordered.partner_ids) = 1 then ordered.partner_ids[1] end as partner_id,
    item.order_id, item.line, item.sku, item.feed_id,
    case
        when feed.feed_id is null then 'the feed is not there'
        when feed.partner_id <> item.partner_id then 'the feed is another partner''s'
        when feed.status not in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
            then 'the feed was not loaded'
        else 'the feed was loaded after the order came'
    end as fault,
    uuid_extract_timestamp(item.order_id) as ordered_at, feed.finished_at as loaded_at
from order_item as item
left join feed on feed.feed_id = item.feed_id
left join customer_order as ordered on ordered.order_id = item.order_id
where not item.is_imported
    and (
        feed.feed_id is null
        or feed.partner_id <> item.partner_id
        or feed.status not in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
        or feed.finished_at is null
        or feed.finished_at > uuid_extract_timestamp(item.order_id) + interval 1 minute
    )
