-- the idempotency keys that have more than one answer
select 'key ' || key || ' of ' || owner as subject, format('has {} answers', count(*)) as fault
from answered_key
where key is not null
group by owner, key
having count(*) > 1
