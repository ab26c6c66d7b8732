-- the products of a partner
select product.*
from product
join partner using (partner_id)
where partner.code = $partner
