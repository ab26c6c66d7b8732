-- keys that end by themselves, secrets that are replaced, and what keys are used for
alter table api_key add column expires_at timestamptz;
-- the secret before, which is worth something until then
alter table api_key add column previous_sha256 varchar;
alter table api_key add column previous_until timestamptz;

-- how often a key was sent on a day (of UTC), and when and from where last; one row each
create table api_key_use (
    key_id uuid not null,
    day date not null,
    requests bigint not null,
    last_used_at timestamptz not null,
    last_address varchar
);
