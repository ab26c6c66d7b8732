-- what feeds found in the records of one SKU of a partner, the latest feed first, after the place
-- of the page before
select
    feed.feed_no, feed.filename, feed.received_at, issue.position, issue.feed_id,
    issue.line_number, issue.record_number, issue.sku, issue.column_name as "column", issue.code,
    issue.severity, issue.raw_value, issue.normalized_value, issue.detail, issue.row_outcome
from feed_issue as issue
join feed on feed.feed_id = issue.feed_id
join partner on partner.partner_id = feed.partner_id
where issue.sku = $sku
    and partner.code = $partner
    and (
        $after_feed is null
        or feed.feed_no < $after_feed
        or (feed.feed_no = $after_feed and issue.position > $after_position)
    )
order by feed.feed_no desc, issue.position
limit $limit
