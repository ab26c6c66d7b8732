-- the findings of a range of rows in picked feeds
insert into published.feed_issues
select
    issue.feed_id, feed.partner, issue.record_number, issue.line_number, issue.sku,
    issue.column_name, issue.code, issue.severity, issue.raw_value, issue.normalized_value,
    issue.row_outcome
from feed_issue as issue
join picked_feed as feed on feed.feed_id = issue.feed_id
where issue.rowid between $first and $last
