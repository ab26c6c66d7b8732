-- the lines that could not be met, of a range of rows
insert into published.order_refusals
select
    refused_at, cast(timezone($zone, refused_at) as date), partner, sku, product_id, requested,
    code, feed_id
from order_refusal
where rowid between $first and $last
