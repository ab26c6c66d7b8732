-- the products that are not as the last change of their history left them, or that name other
-- feeds than that says. Rows are in the order of commits; values are compared by their hashes, as
-- two whole catalogs would not fit into memory
with last as (
    select product_id, max(rowid) as last_row from product_change group by product_id
),
own as (
    select
        change.product_id, change.feed_id, change.action, change.rowid as row_no,
        change.before.last_feed_id as before_feed_id,
        change.before.price_feed_id as before_price_feed_id,
        change.after.price is distinct from change.before.price
        or change.after.sale_price is distinct from change.before.sale_price
        or change.after.currency is distinct from change.before.currency as is_repriced,
        hash(
            after.product_name, after.price, after.currency, after.availability, after.quantity,
            after.sale_price, after.description, after.brand, after.category, after.gtin,
            after.mpn, after.image_link, after.link, after.condition, after.availability_date,
            after.attributes, after.is_active
        ) as values_hash
    from product_change as change
    join last on last.last_row = change.rowid
),
-- what the feed that was reverted had found: that is what its revert put back
undone as (
    select
        own.product_id, change.before.last_feed_id as last_feed_id,
        change.before.price_feed_id as price_feed_id
    from own
    join product_change as change
        on change.product_id = own.product_id and change.feed_id = own.feed_id
        and change.action in ('updated', 'deactivated')
    where own.action = 'reverted'
),
expected as (
    select
        own.product_id, own.action, own.feed_id, own.row_no, own.values_hash,
        case
            when own.action <> 'reverted' then own.feed_id
            -- kept for its orders, it was only deactivated
            else coalesce(undone.last_feed_id, own.before_feed_id)
        end as last_feed_id,
        case
            when own.action = 'reverted'
                then coalesce(undone.price_feed_id, own.before_price_feed_id)
            when own.is_repriced then own.feed_id
            else own.before_price_feed_id
        end as price_feed_id
    from own
    left join undone using (product_id)
),
compared as (
    select
        product.partner_id, product_id, product.sku, expected.row_no,
        coalesce(expected.action, 'inserted') as last_change,
        coalesce(expected.feed_id, product.first_feed_id) as feed_id,
        product.last_feed_id is distinct from coalesce(expected.last_feed_id, first_feed_id)
            as is_of_other_feed,
        product.price_feed_id is distinct from coalesce(expected.price_feed_id, first_feed_id)
            as is_priced_by_other_feed,
        case when expected.product_id is null then not product.is_active
            else expected.values_hash <> hash(
                product_name, price, currency, availability, quantity, sale_price, description,
                brand, category, gtin, mpn, image_link, link, condition, availability_date,
                attributes, is_active
            )
        end as has_other_values
    from product
    left join expected using (product_id)
)
select
    compared.* exclude (row_no),
    -- as they are, and as they were left
    product.price, change.after.price as price_left,
    product.quantity, change.after.quantity as quantity_left,
    product.availability, change.after.availability as availability_left,
    product.is_active, coalesce(change.after.is_active, true) as is_active_left
from compared
join product using (product_id)
left join product_change as change on change.rowid = compared.row_no
where is_of_other_feed or is_priced_by_other_feed or has_other_values
