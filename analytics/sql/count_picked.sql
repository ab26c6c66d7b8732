-- how many rows are told anew of each table of which not only new rows are
select
    (select count(*) from changed_product) as product,
    (select count(*) from picked_change) as product_change,
    (select count(*) from feed_issue where feed_id in (select feed_id from picked_feed))
        as feed_issue,
    (select count(*) from changed_order) as customer_order
