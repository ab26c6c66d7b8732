-- the hashes of the secrets of a key
select key_sha256, previous_sha256
from api_key
where key_id = try_cast($key_id as uuid)
