-- what this file is: one row
create table about (
    published_at timestamptz not null,
    source_version varchar not null,
    schema_version integer not null,
    reporting_timezone varchar not null,
    partners bigint not null,
    products bigint not null,
    feeds bigint not null,
    orders bigint not null,
    order_items bigint not null,
    refunds bigint not null
);

comment on table about is 'What this file is, in one row. All tables are of one moment.';
comment on column about.published_at is 'The moment that all tables show. What was committed later is in the next file.';
comment on column about.source_version is 'The version of Feedledger that wrote the file, with the last migration of its database.';
comment on column about.schema_version is 'Counts up when a table, view or column here is renamed or removed, not when one is added.';
comment on column about.reporting_timezone is 'The zone whose midnights divide the days in every column named day.';
comment on column about.partners is 'Rows in partners.';
comment on column about.products is 'Rows in products.';
comment on column about.feeds is 'Rows in feeds.';
comment on column about.orders is 'Rows in orders.';
comment on column about.order_items is 'Rows in order_items.';
comment on column about.refunds is 'Rows in refunds.';
