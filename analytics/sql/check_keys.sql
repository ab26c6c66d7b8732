-- the idempotency keys that have more than one answer
select cast(null as bigint) as partner_id, owner, key, count(*) as answers
from answered_key
where key is not null
group by owner, key
having count(*) > 1
