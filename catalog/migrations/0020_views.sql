-- what a page asks for, kept by a name
create table saved_view (
    view_id uuid not null,
    -- the address of the page, such as catalog
    page varchar not null,
    name varchar not null,
    -- an object: what the page's filters hold, by their names; one that is absent filters nothing
    asked json not null,
    owner varchar not null,
    is_shared boolean not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
