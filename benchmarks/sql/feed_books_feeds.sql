-- every feed with its partner's code, the profile that it was read by, and when it was applied
select
    partner.code as partner, profile.profile, feed.feed_id::varchar as feed_id, feed.feed_no,
    feed.mode, feed.origin, feed.filename, feed.raw_key, feed.size_bytes, feed.sha256,
    feed.hold_requested,
    feed.status, feed.rows_read, feed.inserted, feed.updated, feed.unchanged, feed.skipped,
    feed.deactivated, feed.warnings, feed.held_by, feed.error, feed.finished_at,
    feed.reverted_at, feed.reverted, feed.replays_feed_id::varchar as replays_feed_id
from feed
join partner using (partner_id)
join mapping_profile as profile
    on profile.partner_id = feed.partner_id and profile.version = feed.profile_version
order by feed.feed_no
