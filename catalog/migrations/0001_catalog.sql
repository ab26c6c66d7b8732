-- partners with their versioned profiles, currencies, products and their history
create sequence partner_seq;

create table partner (
    partner_id bigint primary key default nextval('partner_seq'),
    code varchar not null unique,
    name varchar not null,
    created_at timestamptz not null default now(),
    -- how many merges and reverts have changed its products
    merges bigint not null default 0
);

-- one row a version; the highest version is in force, a feed keeps the one it was read with
create table mapping_profile (
    partner_id bigint not null,
    version integer not null,
    profile json not null,
    created_at timestamptz not null default now(),
    -- a small table: the index is what keeps two from taking one number
    primary key (partner_id, version)
);

-- ISO 4217, written anew at each start
create table currency (
    code varchar not null,
    minor_unit integer not null
);

-- one row per (partner, sku): kept unique by the merge, without an index, for bulk speed
create table product (
    product_id bigint not null,
    partner_id bigint not null,
    sku varchar not null,
    product_name varchar,
    price decimal(18, 4),
    currency varchar,
    availability varchar,
    quantity decimal(18, 4),
    sale_price decimal(18, 4),
    description varchar,
    brand varchar,
    category varchar,
    gtin varchar,
    mpn varchar,
    image_link varchar,
    link varchar,
    condition varchar,
    availability_date varchar,
    attributes json,
    availability_derived boolean not null,
    is_active boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    first_feed_id uuid not null,
    last_feed_id uuid not null,
    price_feed_id uuid not null,
    quantity_counted_at timestamptz,
    -- of the record that last set these values without a finding: the same record again
    -- changes nothing, and need not be looked at further
    record_hash struct(one ubigint, two ubigint)
);

-- what a feed did to a product that was there before; an insert's record is first_feed_id.
-- 'reverted' is what the revert of that feed did, which takes no row back
create table product_change (
    feed_id uuid not null,
    product_id bigint not null,
    action varchar not null check (action in ('updated', 'deactivated', 'reverted')),
    changed_columns varchar[] not null,
    before struct(
        product_name varchar, price decimal(18, 4), currency varchar, availability varchar,
        quantity decimal(18, 4), sale_price decimal(18, 4), description varchar, brand varchar,
        category varchar, gtin varchar, mpn varchar, image_link varchar, link varchar,
        condition varchar, availability_date varchar, attributes json,
        availability_derived boolean, is_active boolean, updated_at timestamptz,
        last_feed_id uuid, price_feed_id uuid, quantity_counted_at timestamptz
    ) not null,
    after struct(
        product_name varchar, price decimal(18, 4), currency varchar, availability varchar,
        quantity decimal(18, 4), sale_price decimal(18, 4), description varchar, brand varchar,
        category varchar, gtin varchar, mpn varchar, image_link varchar, link varchar,
        condition varchar, availability_date varchar, attributes json,
        availability_derived boolean, is_active boolean
    ) not null,
    changed_at timestamptz not null
);

-- what the revert of a feed removed: products that it had inserted, as they were last
create table removed_product (
    feed_id uuid not null,
    product_id bigint not null,
    partner_id bigint not null,
    sku varchar not null,
    image struct(
        product_name varchar, price decimal(18, 4), currency varchar, availability varchar,
        quantity decimal(18, 4), sale_price decimal(18, 4), description varchar, brand varchar,
        category varchar, gtin varchar, mpn varchar, image_link varchar, link varchar,
        condition varchar, availability_date varchar, attributes json,
        availability_derived boolean, is_active boolean
    ) not null,
    created_at timestamptz not null,
    removed_at timestamptz not null
);
