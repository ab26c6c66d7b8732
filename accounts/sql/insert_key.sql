-- the key just made
insert into api_key (
    name, key_sha256, scopes, partner_id, requests_per_minute, expires_at, created_at
)
values ($name, $key_sha256, $scopes, $partner_id, $requests_per_minute, $expires_at, $now)
returning
    key_id, name, scopes, partner_id, requests_per_minute, created_at, expires_at, revoked_at,
    previous_until
