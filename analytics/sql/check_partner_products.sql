-- the partners who have another number of products than their feeds inserted and reverts left, or
-- of active ones than the history of their products comes to
with inserted as (
    select partner_id, sum(inserted) as products
    from feed
    where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
    group by partner_id
),
removed as (
    select partner_id, count(*) as products from removed_product group by partner_id
),
turned as (
    select
        product_id,
        sum(after.is_active::integer - before.is_active::integer) as activations
    from product_change
    where after.is_active <> before.is_active
    group by product_id
),
there as (
    select
        partner_id, count(*) as products, count(*) filter (where is_active) as active,
        -- each was active once it was inserted
        count(*) + coalesce(sum(turned.activations), 0) as active_by_history
    from product
    left join turned using (product_id)
    group by partner_id
),
compared as (
    select
        partner_id, coalesce(there.products, 0) as products,
        coalesce(inserted.products, 0) as inserted, coalesce(removed.products, 0) as removed,
        coalesce(there.active, 0) as active,
        coalesce(there.active_by_history, 0) as active_by_history
    from partner
    left join inserted using (partner_id)
    left join removed using (partner_id)
    left join there using (partner_id)
)
select *
from compared
where products <> inserted - removed or active <> active_by_history
