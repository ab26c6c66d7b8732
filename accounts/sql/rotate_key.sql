-- the key that is not revoked and has not ended, with another secret; the one before counts until then, if so long
update api_key
set
    key_sha256 = $key_sha256,
    previous_sha256 = case when $previous_until > $now then key_sha256 end,
    previous_until = case when $previous_until > $now then $previous_until end
where key_id = try_cast($key_id as uuid)
    and revoked_at is null
    and (expires_at is null or expires_at > $now)
returning key_id
