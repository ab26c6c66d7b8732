-- what a partner was called before: one row each time it was renamed, by such as `user:anna`
create table partner_rename (
    partner_id bigint not null,
    old_name varchar not null,
    new_name varchar not null,
    renamed_at timestamptz not null,
    renamed_by varchar not null
);
