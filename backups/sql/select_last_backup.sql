-- when the last backup was queued by the clock or by anybody who named no place for it
select max(queued_at) as queued_at
from job
where kind = 'BACKUP' and (payload ->> 'is_regular')::boolean
