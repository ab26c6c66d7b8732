-- feeds, the newest first, after the number of the page before
select
    feed.feed_id, feed.feed_no, feed.partner_id, partner.code as partner, feed.mode, feed.origin,
    feed.delivered_by, feed.filename, feed.raw_key, feed.size_bytes, feed.sha256,
    feed.hold_requested, feed.profile_version, feed.status, feed.received_at, feed.finished_at,
    feed.rows_read, feed.inserted, feed.updated, feed.unchanged, feed.skipped, feed.deactivated,
    feed.warnings, feed.dialect, feed.held_by, feed.error, feed.decided_by,
    feed.replays_feed_id, feed.revert_asked_by, feed.reverted_at, feed.reverted, feed.completed_no,
    feed.raw_expired_at, feed.raw_deleted_at, feed.report_deleted_at
from feed
join partner using (partner_id)
where ($partner is null or partner.code = $partner)
    and ($status is null or feed.status = $status)
    and ($partner_id is null or feed.partner_id = $partner_id)
    and ($since is null or feed.received_at >= $since)
    and ($until is null or feed.received_at < $until)
    and ($mode is null or feed.mode = $mode)
    and ($after is null or feed.feed_no < $after)
order by feed.feed_no desc
limit $limit
