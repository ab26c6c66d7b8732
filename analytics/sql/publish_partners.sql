-- all partners, under the names that they have now
insert into published.partners
select code, name, created_at
from partner
order by code
