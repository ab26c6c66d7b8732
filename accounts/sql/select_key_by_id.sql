-- one key, revoked or not; with a partner, only if it is bound to that one
select
    api_key.key_id, api_key.name, api_key.scopes, api_key.partner_id, partner.code as partner,
    api_key.requests_per_minute, api_key.created_at, api_key.expires_at, api_key.revoked_at,
    api_key.previous_until
from api_key
left join partner using (partner_id)
where api_key.key_id = try_cast($key_id as uuid)
    and ($partner_id is null or api_key.partner_id = $partner_id)
