-- the key of that secret, unless it is revoked
select
    api_key.key_id, api_key.name, api_key.scopes, api_key.partner_id, partner.code as partner,
    api_key.requests_per_minute, api_key.created_at, api_key.revoked_at
from api_key
left join partner using (partner_id)
where api_key.key_sha256 = $key_sha256 and api_key.revoked_at is null
