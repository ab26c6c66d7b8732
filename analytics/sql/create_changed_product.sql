-- the products that may be others than in the file, or are in one of the two alone
create or replace temp table changed_product as
select product_id
from product
where last_feed_id in (select feed_id from merged_feed)
union
select product_id
from product_change
where feed_id in (select feed_id from merged_feed)
union
select product_id
from removed_product
where feed_id in (select feed_id from merged_feed)
union
select product_id
from product
where partner_id in (select partner_id from unexplained)
union
select product_id
from published.products
where partner in (select partner from unexplained)
