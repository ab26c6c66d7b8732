-- what a key is called, revoked or not; a malformed id finds none
select name
from api_key
where key_id = try_cast($key_id as uuid)
