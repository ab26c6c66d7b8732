-- the hashes of the key's secrets; the key is revoked, and stays so since the first time
update api_key
set revoked_at = coalesce(revoked_at, $now)
where key_id = try_cast($key_id as uuid)
returning key_sha256, previous_sha256
