-- each price that a product has had
create table price_history (
    product_id bigint not null,
    partner varchar not null,
    sku varchar not null,
    changed_at timestamptz not null,
    day date not null,
    action varchar not null,
    feed_id uuid not null,
    price decimal(18, 4),
    sale_price decimal(18, 4),
    currency varchar,
    previous_price decimal(18, 4),
    previous_sale_price decimal(18, 4),
    previous_currency varchar
);

comment on table price_history is 'One row each time a price of a product was set or changed, the first price included.';
comment on column price_history.product_id is 'The product: products.product_id.';
comment on column price_history.partner is 'Whose product it is: partners.partner.';
comment on column price_history.sku is 'The SKU of the product.';
comment on column price_history.changed_at is 'From when on the price holds.';
comment on column price_history.day is 'The day of changed_at in the reporting time zone.';
comment on column price_history.action is 'inserted: the first price. updated: a feed changed it. reverted: a revert put it back.';
comment on column price_history.feed_id is 'The feed that set it, or whose revert put it back: feeds.feed_id.';
comment on column price_history.price is 'The regular price from then on.';
comment on column price_history.sale_price is 'The lower price asked from then on, if there is one.';
comment on column price_history.currency is 'The currency of price and sale_price.';
comment on column price_history.previous_price is 'The regular price before; null for the first.';
comment on column price_history.previous_sale_price is 'The lower price asked before, if there was one.';
comment on column price_history.previous_currency is 'The currency of both prices before; null for the first.';
