-- active products of the partner that are in no record of the file, skipped ones included
create or replace temp table absent as
select partner_product.product_id
from partner_product
anti join (select sku from sighted where sku is not null) as sent using (sku)
where partner_product.is_active and getvariable('mode') = 'full'
