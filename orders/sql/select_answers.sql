-- the answers kept under some hashes, each with what its key was used for; two keys may share one
select owner, key, operation, body_sha256, order_id, status, refunded, refusal
from answered_key
where key_hash in (select unnest($hashes::ubigint[]))
