-- what analysts ask on the page SQL: what they keep by a name, and what they asked last
create table saved_query (
    query_id uuid not null,
    name varchar not null,
    sql varchar not null,
    -- how its answer is drawn; null: not at all
    chart json,
    owner varchar not null,
    is_shared boolean not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

create table query_history (
    entry_id uuid not null,
    asked_by varchar not null,
    asked_at timestamptz not null,
    sql varchar not null,
    took_s double not null,
    -- null where it was not answered
    rows bigint,
    is_cut boolean not null,
    -- the code of why it was not answered; null where it was
    error_code varchar
);
