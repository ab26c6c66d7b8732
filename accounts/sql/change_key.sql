-- the key that is not revoked, with what was sent of it
update api_key
set
    name = $name, scopes = $scopes, requests_per_minute = $requests_per_minute,
    expires_at = $expires_at
where key_id = try_cast($key_id as uuid) and revoked_at is null
returning key_sha256, previous_sha256
