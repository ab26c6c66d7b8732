-- the view is gone
delete from saved_view
where view_id = try_cast($view_id as uuid)
