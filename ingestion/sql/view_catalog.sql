-- the products that records are compared with: all of the partner's
create or replace temp view catalog as
select * from partner_product
