-- orders, their lines, what was given back, and what could not be had
create table orders (
    order_id uuid not null,
    order_number varchar not null,
    status varchar not null,
    currency varchar not null,
    total decimal(18, 4) not null,
    refunded decimal(18, 4) not null,
    customer_ref varchar not null,
    country varchar,
    ordered_at timestamptz not null,
    day date not null,
    is_imported boolean not null,
    imported_from varchar
);

comment on table orders is 'One row an order as it is now.';
comment on column orders.order_id is 'The id of the order.';
comment on column orders.order_number is 'The number shown to people. Of imported orders, the number they had where they came from.';
comment on column orders.status is 'CONFIRMED, CANCELLED, PARTIALLY_REFUNDED or REFUNDED.';
comment on column orders.currency is 'The currency of all its lines. Amounts of several currencies must not be added.';
comment on column orders.total is 'The sum of its lines as they were placed.';
comment on column orders.refunded is 'What was given back so far, by refunds and by cancellation.';
comment on column orders.customer_ref is 'The reference of the customer as the order names it.';
comment on column orders.country is 'The country of the customer, where it is known.';
comment on column orders.ordered_at is 'When it was placed (created_at of the API).';
comment on column orders.day is 'The day of ordered_at in the reporting time zone.';
comment on column orders.is_imported is 'True for a past order that was brought from elsewhere.';
comment on column orders.imported_from is 'Where an imported order was placed.';

create table order_items (
    order_id uuid not null,
    order_number varchar not null,
    line integer not null,
    ordered_at timestamptz not null,
    day date not null,
    hour integer not null,
    customer_ref varchar not null,
    partner varchar not null,
    sku varchar not null,
    product_id bigint,
    product_name varchar not null,
    category varchar,
    brand varchar,
    country varchar,
    quantity bigint not null,
    unit_price decimal(18, 4) not null,
    line_total decimal(18, 4) not null,
    currency varchar not null,
    feed_id uuid,
    is_imported boolean not null
);

comment on table order_items is 'One row a line of an order, as it was placed. Later changes of the catalog do not touch it.';
comment on column order_items.order_id is 'The order: orders.order_id.';
comment on column order_items.order_number is 'The number of the order.';
comment on column order_items.line is 'Counts the lines of the order from 1. order_id and line together are unique.';
comment on column order_items.ordered_at is 'When it was placed.';
comment on column order_items.day is 'The day of ordered_at in the reporting time zone.';
comment on column order_items.hour is 'The hour of ordered_at in the reporting time zone, from 0 to 23.';
comment on column order_items.customer_ref is 'The reference of the customer as the order names it.';
comment on column order_items.partner is 'Whose product it is: partners.partner.';
comment on column order_items.sku is 'The SKU of the product.';
comment on column order_items.product_id is 'The product: products.product_id. Null for an imported line whose product the catalog did not have.';
comment on column order_items.product_name is 'The name as it was then.';
comment on column order_items.category is 'The path of categories as it was then.';
comment on column order_items.brand is 'The brand as it was then.';
comment on column order_items.country is 'The country of the customer, where it is known.';
comment on column order_items.quantity is 'Units ordered.';
comment on column order_items.unit_price is 'The price of one unit as it was then.';
comment on column order_items.line_total is 'quantity × unit_price, rounded to the currency''s minor unit.';
comment on column order_items.currency is 'The currency of the amounts. Amounts of several currencies must not be added.';
comment on column order_items.feed_id is 'The feed that had set the price: feeds.feed_id. Null for imported lines.';
comment on column order_items.is_imported is 'True for a line of a past order that was brought from elsewhere.';

create table refunds (
    refund_id uuid not null,
    order_id uuid not null,
    line integer not null,
    refunded_at timestamptz not null,
    day date not null,
    ordered_at timestamptz,
    partner varchar not null,
    sku varchar not null,
    product_id bigint,
    product_name varchar,
    category varchar,
    brand varchar,
    country varchar,
    quantity bigint not null,
    amount decimal(18, 4) not null,
    currency varchar not null,
    is_cancellation boolean not null,
    is_imported boolean not null
);

comment on table refunds is 'One row a line that was given back, by refund or by cancellation, on its own day.';
comment on column refunds.refund_id is 'The same for all lines that were given back together.';
comment on column refunds.order_id is 'The order: orders.order_id.';
comment on column refunds.line is 'The line of the order. An imported refund can be of a line that was never recorded.';
comment on column refunds.refunded_at is 'When it was given back.';
comment on column refunds.day is 'The day of refunded_at in the reporting time zone.';
comment on column refunds.ordered_at is 'When the line was ordered, where that is known.';
comment on column refunds.partner is 'Whose product it is: partners.partner.';
comment on column refunds.sku is 'The SKU of the product.';
comment on column refunds.product_id is 'The product: products.product_id, where the catalog had it.';
comment on column refunds.product_name is 'The name as it was ordered.';
comment on column refunds.category is 'The path of categories as it was ordered.';
comment on column refunds.brand is 'The brand as it was ordered.';
comment on column refunds.country is 'The country of the customer, where it is known.';
comment on column refunds.quantity is 'Units given back.';
comment on column refunds.amount is 'The amount given back.';
comment on column refunds.currency is 'The currency of the amount.';
comment on column refunds.is_cancellation is 'True where the whole order was cancelled: its units can be sold again.';
comment on column refunds.is_imported is 'True where it was brought from elsewhere.';

create table order_refusals (
    refused_at timestamptz not null,
    day date not null,
    partner varchar not null,
    sku varchar not null,
    product_id bigint,
    requested bigint not null,
    code varchar not null,
    feed_id uuid
);

comment on table order_refusals is 'Lost demand: one row a line of an order that could not be met. No order was written for it.';
comment on column order_refusals.refused_at is 'When it was asked for.';
comment on column order_refusals.day is 'The day of refused_at in the reporting time zone.';
comment on column order_refusals.partner is 'The partner as it was asked for; it may not exist.';
comment on column order_refusals.sku is 'The SKU as it was asked for; it may not exist.';
comment on column order_refusals.product_id is 'The product: products.product_id, where there is one.';
comment on column order_refusals.requested is 'Units asked for.';
comment on column order_refusals.code is 'Why it could not be met, as a code.';
comment on column order_refusals.feed_id is 'The feed that had last changed the product: feeds.feed_id.';
