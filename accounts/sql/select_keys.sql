-- the keys after one of them, the newest first, revoked ones included
select
    api_key.key_id, api_key.name, api_key.scopes, api_key.partner_id, partner.code as partner,
    api_key.requests_per_minute, api_key.created_at, api_key.expires_at, api_key.revoked_at,
    api_key.previous_until
from api_key
left join partner using (partner_id)
where ($after is null or api_key.key_id < try_cast($after as uuid))
    and ($partner_id is null or api_key.partner_id = $partner_id)
order by api_key.key_id desc
limit $limit
