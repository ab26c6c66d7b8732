-- how the partner's feed that was received last came
select mode, received_at
from feed
where partner_id = $partner_id
order by received_at desc
limit 1
