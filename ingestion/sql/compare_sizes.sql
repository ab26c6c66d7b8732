-- how many records are to be compared, and how many products the partner has
select (select count(*) from record) as records, (select count(*) from partner_product) as products
