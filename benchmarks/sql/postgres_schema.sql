-- the same tables for PostgreSQL, stock as a column; without foreign keys, as ours are
create table product (
    product_id bigint generated always as identity primary key,
    partner text not null,
    sku text not null,
    product_name text,
    description text,
    price numeric(18, 4),
    sale_price numeric(18, 4),
    currency text,
    availability text,
    quantity bigint,
    brand text,
    category text,
    link text,
    is_active boolean not null default true,
    updated_at timestamptz not null default now(),
    unique (partner, sku)
) with (fillfactor = 90); -- stock is updated in place (HOT)

create sequence order_number_seq;

create table customer_order (
    order_id bigint primary key,
    order_number text not null,
    status text not null,
    currency text not null,
    total numeric(18, 4) not null,
    customer_ref text not null,
    owner text not null,
    ordered_at timestamptz not null default now()
);

create table order_item (
    order_id bigint not null,
    line integer not null,
    product_id bigint not null,
    sku text not null,
    product_name text not null,
    unit_price numeric(18, 4) not null,
    quantity bigint not null check (quantity > 0),
    line_total numeric(18, 4) not null,
    primary key (order_id, line)
);

create table order_refusal (
    refusal_id bigint not null,
    sku text not null,
    requested bigint not null,
    refused_at timestamptz not null default now()
);

create table idempotency_key (
    owner text not null,
    key text not null,
    order_id bigint not null,
    created_at timestamptz not null default now(),
    primary key (owner, key)
);
