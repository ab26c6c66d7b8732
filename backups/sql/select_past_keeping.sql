-- the feeds whose raw file may be deleted by now, by what was said of how long it is kept
select 'feed ' || feed_id::varchar as belongs_to
from feed
join partner_retention using (partner_id)
where greatest(received_at, finished_at, reverted_at) < now() - to_days(raw_days)
