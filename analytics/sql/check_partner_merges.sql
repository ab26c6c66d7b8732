-- the partners whose loads and reverts were counted another number of times than there were some
with merged as (
    select partner_id, count(*) + count(*) filter (status = 'REVERTED') as merges
    from feed
    where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
    group by partner_id
)
select
    partner_id, partner.merges as counted, coalesce(merged.merges, 0) as loads_and_reverts
from partner
left join merged using (partner_id)
where partner.merges <> coalesce(merged.merges, 0)
