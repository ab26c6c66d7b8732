-- the key of that secret, unless it is revoked, and until when the secret is worth something
select
    api_key.key_id, api_key.name, api_key.scopes, api_key.partner_id, partner.code as partner,
    api_key.requests_per_minute, api_key.created_at, api_key.expires_at, api_key.revoked_at,
    api_key.previous_until,
    case
        when api_key.key_sha256 = $key_sha256 then api_key.expires_at
        else least(api_key.expires_at, api_key.previous_until)
    end as worthless_at
from api_key
left join partner using (partner_id)
where (api_key.key_sha256 = $key_sha256 or api_key.previous_sha256 = $key_sha256)
    and api_key.revoked_at is null
