-- the one row that says what the file is; counted in the file itself
insert into published.about
select
    $published_at, $source_version, $schema_version, $zone,
    (select count(*) from published.partners), (select count(*) from published.products),
    (select count(*) from published.feeds), (select count(*) from published.orders),
    (select count(*) from published.order_items), (select count(*) from published.refunds)
