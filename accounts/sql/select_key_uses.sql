-- of each of the keys that was ever used: when and from where last, and how often since that day
select
    key_id, max(last_used_at) as last_used_at,
    arg_max(last_address, last_used_at) as last_address,
    cast(coalesce(sum(requests) filter (day >= $since), 0) as bigint) as requests
from api_key_use
where list_contains($key_ids::uuid[], key_id)
group by key_id
