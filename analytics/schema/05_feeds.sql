-- feeds with their ledger
create table feeds (
    feed_id uuid not null,
    partner varchar not null,
    mode varchar not null,
    origin varchar not null,
    filename varchar not null,
    size_bytes bigint not null,
    status varchar not null,
    received_at timestamptz not null,
    day date not null,
    finished_at timestamptz,
    rows_read bigint,
    inserted bigint,
    updated bigint,
    unchanged bigint,
    skipped bigint,
    deactivated bigint,
    warnings bigint,
    encoding varchar,
    delimiter varchar,
    held_by varchar,
    decided_at timestamptz,
    error_code varchar,
    replays_feed_id uuid,
    reverted_at timestamptz,
    report_deleted_at timestamptz,
    no_products bigint not null
);

comment on table feeds is 'One row a delivery of a partner, with its ledger: rows_read = inserted + updated + unchanged + skipped.';
comment on column feeds.feed_id is 'The id of the feed. Higher ids came later.';
comment on column feeds.partner is 'Who delivered it: partners.partner.';
comment on column feeds.mode is 'full: the whole catalog. delta: changes alone. supplemental: some columns of known products.';
comment on column feeds.origin is 'How it came: upload, api, inbox, pull, replay and the like.';
comment on column feeds.filename is 'The name of the file.';
comment on column feeds.size_bytes is 'The size of the file as it came.';
comment on column feeds.status is 'Where it stands. Loaded feeds are COMPLETED or COMPLETED_WITH_ERRORS; REVERTED ones were loaded and undone.';
comment on column feeds.received_at is 'When the whole file had come.';
comment on column feeds.day is 'The day of received_at in the reporting time zone.';
comment on column feeds.finished_at is 'When it was loaded, or ended in another way; null before.';
comment on column feeds.rows_read is 'Records of the file; null until they are counted. Of a held feed, all counters are what it would do.';
comment on column feeds.inserted is 'Records that brought a new product.';
comment on column feeds.updated is 'Records that changed a product.';
comment on column feeds.unchanged is 'Records that changed nothing.';
comment on column feeds.skipped is 'Records that were left out, each with a reason in feed_issues.';
comment on column feeds.deactivated is 'Products that the full feed no longer had.';
comment on column feeds.warnings is 'Findings of severity warning.';
comment on column feeds.encoding is 'The encoding that the file was read in.';
comment on column feeds.delimiter is 'The character between its cells.';
comment on column feeds.held_by is 'The codes of the guards that held it for a person to decide, with commas between; null if none did.';
comment on column feeds.decided_at is 'When a person approved, rejected or cancelled it.';
comment on column feeds.error_code is 'Why it could not be read or loaded, as a code.';
comment on column feeds.replays_feed_id is 'The feed whose file it is read from once more: feeds.feed_id.';
comment on column feeds.reverted_at is 'When it was undone.';
comment on column feeds.report_deleted_at is 'Since when its findings are gone, by the partner''s retention.';
comment on column feeds.no_products is 'Those of the skipped records that are no products, such as the image lines of a Shopify file: measure_feed_quality does not count them.';

create table feed_issues (
    feed_id uuid not null,
    partner varchar not null,
    record_number bigint,
    line_number bigint,
    sku varchar,
    column_name varchar,
    code varchar not null,
    severity varchar not null,
    raw_value varchar,
    normalized_value varchar,
    row_outcome varchar
);

comment on table feed_issues is 'One row a finding in a feed. Those of deleted reports are gone.';
comment on column feed_issues.feed_id is 'The feed: feeds.feed_id.';
comment on column feed_issues.partner is 'Who delivered it: partners.partner.';
comment on column feed_issues.record_number is 'Counts the records of the file from 1; null for findings of the file as a whole.';
comment on column feed_issues.line_number is 'The line of the file where the record starts; the header is line 1.';
comment on column feed_issues.sku is 'The SKU that the record has.';
comment on column feed_issues.column_name is 'The column that it was found in.';
comment on column feed_issues.code is 'What was found, as family/reason. The guide of codes explains each.';
comment on column feed_issues.severity is 'error, warning or info. Errors skip their record.';
comment on column feed_issues.raw_value is 'The cell as it was sent.';
comment on column feed_issues.normalized_value is 'What it was read as, if it was.';
comment on column feed_issues.row_outcome is 'What became of the record.';
