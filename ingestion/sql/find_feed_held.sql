-- feeds that wait for a person, with the minutes since they came
select
    feed_id as subject, partner_id, partner.code as partner, feed_id, filename, held_by,
    epoch($now::timestamptz - received_at) / 60 as measure
from feed
join partner using (partner_id)
where status = 'HELD' and epoch($now::timestamptz - received_at) / 60 >= $threshold
