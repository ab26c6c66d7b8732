-- the partners whose products were changed otherwise than by those feeds: all of them are told anew
create or replace temp table unexplained as
with known as (
    select unnest($partner_ids::bigint[]) as partner_id, unnest($merges::bigint[]) as merges
),
explained as (
    select partner, sum(merges) as merges
    from merged_feed
    group by partner
)
select partner.partner_id, partner.code as partner
from partner
left join known on known.partner_id = partner.partner_id
left join explained on explained.partner = partner.code
where partner.merges <> coalesce(known.merges, 0) + coalesce(explained.merges, 0)
