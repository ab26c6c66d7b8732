-- that the partner is called otherwise from now on; nothing where it is called so already
insert into partner_rename
select partner_id, name, $name, $renamed_at, $renamed_by
from partner
where code = $code and name <> $name
