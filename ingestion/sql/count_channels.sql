-- how many channels are for the partner alone, or for nobody in particular
select count(*) as count
from alert_channel
where deleted_at is null and partner_id is not distinct from $partner_id
