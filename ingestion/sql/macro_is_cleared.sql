-- whether the record asks, by __CLEAR__, to clear the field
create or replace temp macro is_cleared(field, cleared) as
cleared is not null and list_contains(cleared, field)
