-- the feed's rows, checked, into the products; what changes nothing is not written.
-- Stock that orders have decremented is left alone: a feed's count would bring sold units back
insert into product (
    partner, sku, product_name, description, price, currency, availability, quantity, brand,
    category, link
)
select
    'bench', id, title, description, price::numeric(18, 4), currency, availability,
    quantity::bigint, brand, category, link
from staging
where id <> '' and title <> '' and price ~ '^\d{1,14}(\.\d{1,4})?$' and currency ~ '^[A-Z]{3}$'
    and availability in ('in stock', 'out of stock', 'preorder', 'backorder')
    and quantity ~ '^\d+$'
on conflict (partner, sku) do update set
    product_name = excluded.product_name, description = excluded.description,
    price = excluded.price, currency = excluded.currency, availability = excluded.availability,
    brand = excluded.brand, category = excluded.category, link = excluded.link, updated_at = now()
where (
    product.product_name, product.description, product.price, product.currency,
    product.availability, product.brand, product.category, product.link
) is distinct from (
    excluded.product_name, excluded.description, excluded.price, excluded.currency,
    excluded.availability, excluded.brand, excluded.category, excluded.link
)
