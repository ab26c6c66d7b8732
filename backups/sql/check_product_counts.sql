-- the partners who have another number of products than their feeds inserted and reverts left
with inserted as (
    select partner_id, sum(inserted) as products
    from feed
    where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
    group by partner_id
),
removed as (
    select partner_id, count(*) as products from removed_product group by partner_id
),
there as (
    select partner_id, count(*) as products from product group by partner_id
)
select
    'partner ' || partner.code as subject,
    format(
        '{} products are there; feeds inserted {} and reverts removed {}',
        coalesce(there.products, 0), coalesce(inserted.products, 0), coalesce(removed.products, 0)
    ) as fault
from partner
left join inserted using (partner_id)
left join removed using (partner_id)
left join there using (partner_id)
where coalesce(there.products, 0)
    <> coalesce(inserted.products, 0) - coalesce(removed.products, 0)
