-- the partner by another name; nothing where it is called so already
update partner
set name = $name
where code = $code and name <> $name
