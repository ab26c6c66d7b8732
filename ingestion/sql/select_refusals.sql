-- files that lie in the inbox and are not taken, the oldest refusal first
select refusal_no, key, partner, code, detail, size_bytes, first_seen_at
from inbox_refusal
where resolved_at is null
    and ($partner is null or partner = $partner)
    and ($after is null or refusal_no > $after)
order by refusal_no
limit $limit
