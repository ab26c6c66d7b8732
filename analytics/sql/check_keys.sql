-- the idempotency keys that have more than one answer
with hash_twice as (
    select hash(owner, key) as owned_hash
    from answered_key
    where key is not null
    group by owned_hash
    having count(*) > 1
)
select cast(null as bigint) as partner_id, owner, key, count(*) as answers
from answered_key
where key is not null and hash(owner, key) in (select owned_hash from hash_twice)
group by owner, key
having count(*) > 1
