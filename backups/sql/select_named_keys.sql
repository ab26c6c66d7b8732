-- the keys of all raw files that a feed or a part of one was ever recorded with
select raw_key from feed union all select raw_key from feed_part
