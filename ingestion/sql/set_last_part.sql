-- the batch with the number of its last part, as soon as that is known
update feed_batch
set last_part = $last_part
where feed_id = $feed_id
