-- the partner's products as they are
create or replace temp view partner_product as
select *
from product
where partner_id = getvariable('partner_id')
