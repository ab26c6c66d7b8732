-- the moment of the first line that was ever placed, null where there is none
select min(ordered_at) as placed_at
from order_item
where $partner_id is null or partner_id = $partner_id
