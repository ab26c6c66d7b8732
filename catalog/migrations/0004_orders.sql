-- orders append and never write product rows, so that a running merge never conflicts with them
create table customer_order (
    order_id uuid not null,
    order_number varchar not null,
    status varchar not null check (
        status in ('CONFIRMED', 'CANCELLED', 'PARTIALLY_REFUNDED', 'REFUNDED')
    ),
    currency varchar not null,
    total decimal(18, 4) not null,
    customer_ref varchar not null,
    owner varchar not null,
    -- the partners of its items: who may read it is known without reading the items
    partner_ids bigint[] not null,
    country varchar,
    ordered_at timestamptz not null,
    -- of a past order brought from elsewhere: where it was placed, under that order number
    imported_from varchar,
    imported_at timestamptz,
    -- the owner's key that it was placed under, if any, and what was sent with it
    idempotency_key varchar,
    key_hash ubigint,
    body_sha256 varchar
);

-- the price and name as they were at that moment, and the feed that had set the price.
-- An imported line took no stock, has no feed, and a product only if the catalog had it
create table order_item (
    order_id uuid not null,
    line integer not null,
    product_id bigint,
    partner_id bigint not null,
    sku varchar not null,
    product_name varchar not null,
    category varchar,
    brand varchar,
    unit_price decimal(18, 4) not null,
    quantity bigint not null check (quantity > 0),
    line_total decimal(18, 4) not null,
    currency varchar not null,
    country varchar,
    feed_id uuid,
    ordered_at timestamptz not null,
    is_imported boolean not null default false,
    check (is_imported or (unit_price > 0 and product_id is not null and feed_id is not null))
);

-- what was given back, by refund or cancellation, on its own date; it repeats what the item says,
-- so that a refund of an order that was never recorded here can be kept too
create table order_refund (
    -- one of a refund, whatever number of lines it gives back
    refund_id uuid not null default uuidv7(),
    order_id uuid not null,
    line integer not null,
    product_id bigint,
    partner_id bigint not null,
    sku varchar not null,
    product_name varchar,
    category varchar,
    brand varchar,
    currency varchar not null,
    country varchar,
    quantity bigint not null check (quantity > 0),
    amount decimal(18, 4) not null,
    -- units of a cancelled order can be sold again, refunded ones are the partner's to count
    is_cancellation boolean not null default false,
    -- when the item was ordered; null where that was never recorded here
    ordered_at timestamptz,
    refunded_at timestamptz not null,
    is_imported boolean not null default false
);

-- what happened to an order after it was placed, one row a step: its history is only added to
create table order_event (
    order_id uuid not null,
    kind varchar not null check (kind in ('cancelled', 'refunded')),
    refund_id uuid not null,
    actor varchar not null,
    happened_at timestamptz not null
);

-- lost demand: one row a line that could not be met
create table order_refusal (
    refused_at timestamptz not null,
    product_id bigint,
    partner varchar not null,
    sku varchar not null,
    requested bigint not null,
    code varchar not null,
    feed_id uuid
);

-- the answer to each key that cancelled or refunded an order, written with that and kept for good
create table idempotency_key (
    -- of owner and key: all that is kept of it in memory
    key_hash ubigint not null,
    owner varchar not null,
    key varchar not null,
    operation varchar not null check (operation in ('cancel', 'refund')),
    body_sha256 varchar not null,
    order_id uuid not null,
    -- what the first answer said of what changes in an order
    status varchar,
    refunded decimal(18, 4),
    -- a refusal that the same request would meet again
    refusal json,
    created_at timestamptz not null,
    check (refusal is not null or (status is not null and refunded is not null))
);

-- every key that has an answer. An order's own row keeps the key that placed it, which saves each
-- order a row; the one writer keeps (owner, key) unique, without an index that would slow it down
create view answered_key as
select
    key_hash, owner, idempotency_key as key, 'place' as operation, body_sha256, order_id,
    'CONFIRMED' as status, cast(0 as decimal(18, 4)) as refunded, cast(null as json) as refusal
from customer_order
where key_hash is not null
union all
select key_hash, owner, key, operation, body_sha256, order_id, status, refunded, refusal
from idempotency_key;

-- a later feed that carried the same quantity again and so did not change the product's row;
-- kept where units were ordered since the count before
create table stock_count (
    product_id bigint not null,
    feed_id uuid not null,
    quantity decimal(18, 4) not null,
    counted_at timestamptz not null
);

-- an import of past orders, by its job. Its orders are written in batches, each in a transaction
-- that counts its lines here, so that a job cut off knows what it wrote; the rest at its end
create table order_import (
    job_id uuid not null,
    source varchar not null,
    inserted bigint not null default 0,
    rows_read bigint,
    unchanged bigint,
    skipped bigint,
    -- the ledger: every record is accounted for exactly once
    check (rows_read = inserted + unchanged + skipped)
);

-- the records that an import skipped, one row each, with its reason
create table import_issue (
    job_id uuid not null,
    record_number bigint not null,
    line_number bigint not null,
    order_number varchar,
    column_name varchar,
    code varchar not null,
    raw_value varchar
);

-- every measure of revenue is a sum over this: lines placed by the order's date, refunds by theirs
create view sales_line as
select
    ordered_at as happened_at, order_id, line, product_id, partner_id, sku, category, brand,
    currency, country, true as is_placed, quantity as units, line_total as gross,
    cast(0 as decimal(18, 4)) as refunds
from order_item
union all
select
    refunded_at, order_id, line, product_id, partner_id, sku, category, brand,
    currency, country, false, 0, cast(0 as decimal(18, 4)), amount
from order_refund;
