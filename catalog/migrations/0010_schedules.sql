-- when which feed of a partner is pulled, or expected
create table schedule (
    schedule_id uuid not null default uuidv7(),
    partner_id bigint not null,
    -- a small table: the index is what keeps two from taking one name
    name varchar not null unique,
    kind varchar not null check (kind in ('pull', 'expected')),
    url varchar,
    mode varchar not null check (mode in ('full', 'delta', 'supplemental')),
    -- the name of an entry of the credentials file, never a secret
    credentials varchar,
    hold boolean not null,
    cron varchar,
    interval_s bigint,
    timezone varchar not null,
    timeout_s bigint not null,
    max_bytes bigint,
    misfire_grace_s bigint not null,
    is_paused boolean not null,
    created_by varchar not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- intervals count from here, and nothing was due before: made, changed in its times, resumed
    counted_from timestamptz not null,
    -- what comes next; nothing while it is paused
    next_run_at timestamptz,
    -- the end of the last run, what it ended with, and its job and feed
    last_run_at timestamptz,
    last_job_id uuid,
    last_feed_id uuid,
    last_outcome varchar check (last_outcome in ('loaded', 'unchanged', 'failed')),
    last_error json,
    -- the due run that did not happen last, and why
    last_skip json,
    -- what tells the version that was delivered last; of another source it tells nothing
    etag varchar,
    last_modified varchar,
    sha256 varchar,
    -- counts the changes of what is pulled
    source_version integer not null default 1,
    check ((cron is null) <> (interval_s is null)),
    check ((kind = 'pull') = (url is not null))
);
