-- the first row of the key and day
insert into api_key_use (key_id, day, requests, last_used_at, last_address)
values (
    $key_id, cast(timezone('UTC', $last_used_at) as date), $requests, $last_used_at, $last_address
)
