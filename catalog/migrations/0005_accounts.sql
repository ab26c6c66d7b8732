-- who may come in: users of the pages with their sessions, and API keys; secrets only as hashes
create sequence user_seq;

create table user_account (
    user_id bigint primary key default nextval('user_seq'),
    username varchar not null unique,
    password_hash varchar not null,
    role varchar not null,
    created_at timestamptz not null default now()
);

create table login_session (
    token_sha256 varchar not null,
    user_id bigint not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

create table api_key (
    key_id uuid not null default uuidv7(),
    name varchar not null,
    key_sha256 varchar not null,
    scopes varchar[] not null,
    partner_id bigint,
    requests_per_minute integer,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);
