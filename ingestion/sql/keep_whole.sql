-- the feed whose parts are put together under its raw key
update feed
set size_bytes = $size_bytes, sha256 = $sha256
where feed_id = $feed_id and status = 'VALIDATING'
returning feed_id
