-- products as they are
create table products (
    product_id bigint not null,
    partner varchar not null,
    sku varchar not null,
    product_name varchar,
    price decimal(18, 4),
    sale_price decimal(18, 4),
    currency varchar,
    availability varchar,
    quantity decimal(18, 4),
    brand varchar,
    category varchar,
    description varchar,
    gtin varchar,
    mpn varchar,
    image_link varchar,
    link varchar,
    condition varchar,
    availability_date varchar,
    attributes json,
    is_active boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    first_feed_id uuid not null,
    last_feed_id uuid not null,
    price_feed_id uuid not null
);

comment on table products is 'One row a product (partner and SKU) as it is now.';
comment on column products.product_id is 'The id of the product. Higher ids came later.';
comment on column products.partner is 'Whose product it is: partners.partner.';
comment on column products.sku is 'The partner''s own number of the product, case-sensitive. Unique within the partner.';
comment on column products.product_name is 'The name as the partner sent it.';
comment on column products.price is 'The regular price, in currency.';
comment on column products.sale_price is 'The price asked now, if lower than the regular one. Orders take it where there is one.';
comment on column products.currency is 'The currency of both prices (ISO 4217).';
comment on column products.availability is 'in_stock, out_of_stock, preorder, backorder or discontinued, as the last feed says.';
comment on column products.quantity is 'Units in stock as a feed last said; null where the stock is not tracked. Units ordered since are not taken off.';
comment on column products.brand is 'The brand.';
comment on column products.category is 'The path of categories as the partner sent it, its levels mostly divided by >.';
comment on column products.description is 'The description.';
comment on column products.gtin is 'The GTIN (EAN, UPC) as text.';
comment on column products.mpn is 'The manufacturer''s own part number.';
comment on column products.image_link is 'The address of a picture.';
comment on column products.link is 'The address of the product''s page.';
comment on column products.condition is 'The condition, such as new or used, as the partner sent it.';
comment on column products.availability_date is 'When a preorder can be delivered, as the partner sent it.';
comment on column products.attributes is 'Every other column of the partner''s file, by its header.';
comment on column products.is_active is 'False once a full feed no longer had it, or its feed was reverted: it cannot be ordered.';
comment on column products.created_at is 'When it came into the catalog.';
comment on column products.updated_at is 'When a feed or a revert last changed it.';
comment on column products.first_feed_id is 'The feed that brought it: feeds.feed_id.';
comment on column products.last_feed_id is 'The feed that last changed it: feeds.feed_id.';
comment on column products.price_feed_id is 'The feed that set its prices: feeds.feed_id.';
