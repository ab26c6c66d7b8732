-- a view under a new name
insert into saved_view (
    view_id, page, name, asked, owner, is_shared, created_at, changed_at
)
values ($view_id, $page, $name, $asked, $owner, $is_shared, $now, $now)
