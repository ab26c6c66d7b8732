-- the inbox: who this database is to others that share its store, what is being taken, what is not
create table installation (installation_id uuid not null default uuidv7());

insert into installation default values;

-- files on their way from the inbox to raw/; a row goes once its file is recorded and out of there
create table inbox_take (
    feed_id uuid not null,
    -- the file as it was seen, by the bytes of its key: another one there has another version
    key blob not null,
    version varchar not null,
    size_bytes bigint not null,
    arrived_at timestamptz not null,
    partner varchar not null,
    mode varchar not null check (mode in ('full', 'delta', 'supplemental')),
    filename varchar not null,
    delivered_by varchar not null,
    raw_key varchar not null
);

create sequence inbox_refusal_seq;

-- files that lie in the inbox and are not taken; `resolved_at` once that is over
create table inbox_refusal (
    refusal_no bigint not null default nextval('inbox_refusal_seq'),
    -- as it may be shown: what is no UTF-8 in it is written \x..
    key varchar not null,
    -- the folder that it lies in; none where it lies beside the folders
    partner varchar,
    code varchar not null,
    detail varchar not null,
    size_bytes bigint not null,
    first_seen_at timestamptz not null,
    resolved_at timestamptz
);
