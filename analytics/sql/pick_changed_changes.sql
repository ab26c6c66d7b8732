-- the history to tell anew
create or replace temp view picked_change as
select rowid as row_id, *
from product_change
where feed_id in (select feed_id from merged_feed)
    or product_id in (
        select product_id
        from product
        where partner_id in (select partner_id from unexplained)
    )
