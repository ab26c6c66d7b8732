-- how often the products of each partner were changed
select partner_id, merges
from partner
