-- how long raw files and reports are kept; of a partner without a row, for ever
create table partner_retention (
    partner_id bigint primary key,
    -- null: for ever
    raw_days integer check (raw_days > 0),
    report_days integer check (report_days > 0)
);

-- from when on the raw file is not given out any more, and since when the store does not hold it
alter table feed add column raw_expired_at timestamptz;
alter table feed add column raw_deleted_at timestamptz;
-- since when the findings of its records are gone
alter table feed add column report_deleted_at timestamptz;

-- how often each code was found in a feed whose report is deleted
create table feed_issue_count (
    feed_id uuid not null,
    code varchar not null,
    severity varchar not null,
    count bigint not null
);
