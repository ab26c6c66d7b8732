-- the hash of each key that was ever answered
select key_hash from answered_key
