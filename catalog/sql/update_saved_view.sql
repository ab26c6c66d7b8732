-- the view as it is from now on
update saved_view
set name = $name, asked = $asked, is_shared = $is_shared, changed_at = $now
where view_id = try_cast($view_id as uuid)
