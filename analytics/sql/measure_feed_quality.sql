-- feed quality: the share of a feed's records that were loaded, in percent; those that are no
-- products, such as the image lines of Shopify, are skipped as well, but are no errors
create or replace macro measure_feed_quality(rows_read, skipped, no_products) as
    measure_percent(rows_read - skipped, rows_read - no_products)
