-- the row of the key and day, with what more there was
update api_key_use
set
    requests = requests + $requests, last_used_at = $last_used_at, last_address = $last_address
where key_id = $key_id::uuid and day = cast(timezone('UTC', $last_used_at) as date)
returning requests
