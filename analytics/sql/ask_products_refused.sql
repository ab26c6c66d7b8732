-- the products that the refused lines name
create or replace temp table asked as
select distinct product_id from refused_line where product_id is not null
