-- the new products, each as its record has it, unless the verdict skips that, and known by its
-- record unless there is a finding; an id is made of the feed's number and the record's, so that ids grow with
-- insertion, merges of two partners never meet, and no row has to be numbered
insert into product
select
    ($feed_no::bigint << 32) + record_number as product_id,
    $partner_id as partner_id, sku, product_name, price, currency, availability, quantity,
    sale_price, description, brand, category, gtin, mpn, image_link, link, condition,
    availability_date, attributes, availability_derived, true as is_active,
    now() as created_at, now() as updated_at, $feed_id as first_feed_id,
    $feed_id as last_feed_id, $feed_id as price_feed_id,
    case when quantity_sent is not null then $now end as quantity_counted_at,
    case when remarked.record_number is null then record_hash end as record_hash
from compared
left join (
    select shard_no, record_number, action
    from verdict
    where action <> 'inserted' or findings is not null
) as remarked using (shard_no, record_number)
where product_id is null and (remarked.action is null or remarked.action = 'inserted')
