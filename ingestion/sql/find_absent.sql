-- active products of the partner that are in no record of the file, skipped ones included
create or replace temp table absent as
select catalog.product_id
from catalog
anti join (select sku from sighted where sku is not null) as sent using (sku)
where catalog.is_active and getvariable('mode') = 'full'
