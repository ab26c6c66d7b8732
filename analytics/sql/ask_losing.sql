-- the products that sold less than usual on the compared day
create or replace temp table asked as
select distinct product_id from compared where loss > 0 and product_id is not null
