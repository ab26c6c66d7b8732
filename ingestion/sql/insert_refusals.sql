-- files found in the inbox that are not taken, each with its reason
insert into inbox_refusal (key, partner, code, detail, size_bytes, first_seen_at)
select
    found.key, found.partner, found.code, found.detail, found.size_bytes, $seen_at
from (
    select
        unnest($keys::varchar[]) as key, unnest($partners::varchar[]) as partner,
        unnest($codes::varchar[]) as code, unnest($details::varchar[]) as detail,
        unnest($sizes::bigint[]) as size_bytes
) as found
