-- what reconciliations found: each run, its checks, and the first rows of each that differ
create table reconciliation_run (
    -- of the job that ran it
    run_id uuid not null,
    -- all checks see the database as it was then
    seen_at timestamptz not null,
    finished_at timestamptz not null,
    checks integer not null,
    differences bigint not null
);

create table reconciliation_check (
    run_id uuid not null,
    position integer not null,
    name varchar not null,
    -- what is to be so, as a sentence
    promise varchar not null,
    -- what was looked at, in the plural, and how many of them there are
    noun varchar not null,
    looked_at bigint not null,
    differences bigint not null,
    took_s double not null
);

-- how many of a check's differences are in what is one partner's alone
create table reconciliation_share (
    run_id uuid not null,
    name varchar not null,
    partner_id bigint not null,
    differences bigint not null
);

-- `shown` holds the row's values by column; `partner_id` whose alone it is, if anybody's
create table reconciliation_row (
    run_id uuid not null,
    name varchar not null,
    row_no bigint not null,
    partner_id bigint,
    shown json not null
);
