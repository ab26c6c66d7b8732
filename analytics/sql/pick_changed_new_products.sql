-- the products whose first price is to be told
create or replace temp view picked_new_product as
select rowid as row_id, *
from product
where first_feed_id in (select feed_id from merged_feed)
    or partner_id in (select partner_id from unexplained)
