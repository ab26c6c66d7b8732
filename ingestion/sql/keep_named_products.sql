-- those of the partner's products that a record names, where these are few: read once, and not
-- by each statement that compares
create or replace temp table named_product as
select * from partner_product
where sku in (select sku from record)
