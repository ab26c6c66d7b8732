-- the partner's last feeds of which it is kept what the guards saw, the newest first
select feed_id, filename, mode, status, received_at, hold_requested, held_by, guard_numbers
from feed
where partner_id = $partner_id and guard_numbers is not null and rows_read is not null
order by feed_no desc
limit $most
