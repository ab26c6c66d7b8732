-- what a partner was called before, the last name first
select old_name, new_name, renamed_at, renamed_by
from partner_rename
where partner_id = $partner_id
order by renamed_at desc, rowid desc
limit $limit
