-- any one key, revoked or not, if there is one
select key_id from api_key limit 1
