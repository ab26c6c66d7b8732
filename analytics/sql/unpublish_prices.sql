-- the file without the prices that are told anew, or whose product is gone
delete from published.price_history
where feed_id in (select feed_id from merged_feed)
    or partner in (select partner from unexplained)
    or product_id in (
        select changed.product_id
        from changed_product as changed
        anti join product on product.product_id = changed.product_id
    )
