-- the views of a page that somebody may open, by name: their own, and those that are shared
select
    cast(view_id as varchar) as view_id, page, name, cast(asked as varchar) as asked, owner,
    is_shared, created_at, changed_at
from saved_view
where page = $page
    and (owner = $asked_by or is_shared)
    and ($view_id is null or view_id = try_cast($view_id as uuid))
order by lower(name), view_id
