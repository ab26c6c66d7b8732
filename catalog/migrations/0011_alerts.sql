-- alerts, who is told of them, and what is on its way to them
create table alert_channel (
    channel_id uuid not null,
    name varchar not null,
    -- null: every rule
    rules varchar[],
    -- null: every partner, and what is no partner's
    partner_id bigint,
    -- an apprise URL with its secrets; empty once the channel is deleted
    url varchar not null,
    shown_url varchar not null,
    thresholds json not null,
    is_active boolean not null,
    created_at timestamptz not null,
    deleted_at timestamptz
);

create sequence alert_seq;

-- at most one open alert of a rule and subject: whoever writes one counts alert_round up
create table alert (
    alert_id uuid not null,
    alert_no bigint not null default nextval('alert_seq'),
    rule varchar not null,
    subject varchar not null,
    partner_id bigint,
    -- what its threshold is compared with
    measure double not null,
    details json not null,
    raised_at timestamptz not null,
    last_seen_at timestamptz not null,
    resolved_at timestamptz,
    -- how often it came back so soon that it is the same alert
    reopened integer not null default 0
);

create table alert_round (
    round bigint not null
);

insert into alert_round (round) values (0);

-- the outbox: a message to one channel, written in the transaction that raises or resolves
create sequence alert_delivery_seq;

create table alert_delivery (
    delivery_id uuid not null,
    delivery_no bigint not null default nextval('alert_delivery_seq'),
    channel_id uuid not null,
    -- null: a test of the channel
    alert_id uuid,
    event varchar not null check (event in ('raised', 'resolved', 'test')),
    title varchar not null,
    body varchar not null,
    status varchar not null check (status in ('pending', 'retrying', 'sent', 'failed')),
    attempt integer not null default 0,
    created_at timestamptz not null,
    next_at timestamptz not null,
    ended_at timestamptz,
    -- why the last attempt failed
    error varchar
);
