-- the feed of the partner that counted at that moment: counts bear the time that it came
select feed_id
from feed
where partner_id = $partner_id and received_at = $counted_at
limit 1
