-- the open issues of the partners' products: errors and warnings of the last loaded full feed and
-- of the feeds loaded after it, of each SKU those of the last feed that found something; what a
-- later full or delta feed has written over was judged anew by that one
insert into kept.open_issue (partner_id, product_id, is_active, code)
with loaded as (
    select feed_id, partner_id, feed_no, mode
    from feed
    where partner_id in (select unnest($partner_ids))
        and status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
    qualify feed_no
        >= coalesce(max(feed_no) filter (mode = 'full') over (partition by partner_id), 0)
),
found as (
    select distinct loaded.partner_id, loaded.feed_no, issue.sku, issue.code
    from feed_issue as issue
    join loaded on loaded.feed_id = issue.feed_id
    where issue.severity <> 'info' and issue.sku is not null
    qualify loaded.feed_no = max(loaded.feed_no) over (partition by loaded.partner_id, issue.sku)
)
select product.partner_id, product.product_id, product.is_active, found.code
from found
join product on product.partner_id = found.partner_id and product.sku = found.sku
left join loaded as writing
    on writing.feed_id = product.last_feed_id and writing.mode in ('full', 'delta')
where writing.feed_no is null or writing.feed_no <= found.feed_no
