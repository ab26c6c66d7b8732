-- feeds with their ledger, and the row report
create sequence feed_seq;

create table feed (
    feed_id uuid not null,
    feed_no bigint not null default nextval('feed_seq'),
    partner_id bigint not null,
    mode varchar not null check (mode in ('full', 'delta', 'supplemental')),
    origin varchar not null,
    delivered_by varchar not null,
    filename varchar not null,
    raw_key varchar not null,
    size_bytes bigint not null,
    sha256 varchar not null,
    hold_requested boolean not null,
    profile_version integer not null,
    status varchar not null check (
        status in (
            'RECEIVED', 'VALIDATING', 'VALIDATION_FAILED', 'HELD', 'PROCESSING', 'COMPLETED',
            'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELLED', 'REJECTED', 'REVERTED'
        )
    ),
    received_at timestamptz not null,
    finished_at timestamptz,
    rows_read bigint,
    inserted bigint,
    updated bigint,
    unchanged bigint,
    skipped bigint,
    deactivated bigint,
    warnings bigint,
    dialect json,
    held_by varchar[] not null default [],
    -- who approved, rejected or cancelled it
    decided_by varchar,
    decided_at timestamptz,
    error json,
    -- the feed whose raw file it is read from once more
    replays_feed_id uuid,
    -- who asked last for its revert, and what that did once it was done
    revert_asked_by varchar,
    reverted_at timestamptz,
    reverted struct(restored bigint, removed bigint, kept_for_orders bigint, changed_since bigint),
    -- the ledger: every record is accounted for exactly once
    check (rows_read = inserted + updated + unchanged + skipped),
    check (status <> 'COMPLETED' or skipped = 0),
    check (status not in ('COMPLETED', 'COMPLETED_WITH_ERRORS') or rows_read is not null),
    check (status <> 'REVERTED' or (rows_read is not null and reverted is not null))
);

-- the row report: one row a finding; findings of the file as a whole have no record_number
create table feed_issue (
    feed_id uuid not null,
    -- counts the findings of a feed in the order of its file
    position bigint not null,
    record_number bigint,
    line_number bigint,
    sku varchar,
    column_name varchar,
    code varchar not null,
    severity varchar not null check (severity in ('error', 'warning', 'info')),
    raw_value varchar,
    normalized_value varchar,
    detail varchar,
    row_outcome varchar
);

-- what a held feed would do, one row a product; what a loaded feed did is in product_change
create table feed_forecast (
    feed_id uuid not null,
    product_id bigint not null,
    sku varchar not null,
    action varchar not null check (action in ('inserted', 'updated', 'deactivated')),
    changed_columns varchar[],
    before struct(
        product_name varchar, price decimal(18, 4), currency varchar, availability varchar,
        quantity decimal(18, 4), sale_price decimal(18, 4), description varchar, brand varchar,
        category varchar, gtin varchar, mpn varchar, image_link varchar, link varchar,
        condition varchar, availability_date varchar, attributes json,
        availability_derived boolean, is_active boolean, updated_at timestamptz,
        last_feed_id uuid, price_feed_id uuid, quantity_counted_at timestamptz
    ),
    after struct(
        product_name varchar, price decimal(18, 4), currency varchar, availability varchar,
        quantity decimal(18, 4), sale_price decimal(18, 4), description varchar, brand varchar,
        category varchar, gtin varchar, mpn varchar, image_link varchar, link varchar,
        condition varchar, availability_date varchar, attributes json,
        availability_derived boolean, is_active boolean
    ) not null
);
