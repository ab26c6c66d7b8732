-- the feed, received now that all of its parts are there
update feed
set completed_no = nextval('feed_seq'), received_at = $received_at,
    profile_version = $profile_version
where feed_id = $feed_id
