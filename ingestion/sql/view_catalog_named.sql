-- the products that records are compared with: those that some record names
create or replace temp view catalog as
select * from named_product
