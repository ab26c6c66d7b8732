-- the refunds of lines or orders that are not there, or that say something else than their line,
-- and those that no step of their order's history tells of
with told as (
    select distinct refund_id, order_id from order_event
),
judged as (
    select
        case when len(ordered.partner_ids) = 1 then ordered.partner_ids[1] end as partner_id,
        refund.order_id, refund.line, refund.refund_id, refund.sku,
        case
            when ordered.order_id is null then 'the order is not there'
            when refund.currency <> ordered.currency then 'has another currency than its order'
            when refund.country is distinct from ordered.country
                then 'has another country than its order'
            when refund.is_imported then null
            when item.order_id is null then 'the line is not there'
            when (
                refund.product_id, refund.partner_id, refund.sku, refund.product_name,
                refund.category, refund.brand, refund.ordered_at
            ) is distinct from (
                item.product_id, item.partner_id, item.sku, item.product_name, item.category,
                item.brand, item.ordered_at
            ) then 'says something else than its line'
            when told.refund_id is null then 'no step of its order tells of it'
        end as fault
    from order_refund as refund
    left join customer_order as ordered on ordered.order_id = refund.order_id
    left join order_item as item
        on item.order_id = refund.order_id and item.line = refund.line and not refund.is_imported
    left join told on told.refund_id = refund.refund_id and told.order_id = refund.order_id
)
select * from judged where fault is not null
union all
select
    case when len(ordered.partner_ids) = 1 then ordered.partner_ids[1] end, told.order_id, null,
    told.refund_id, null, 'a step of the order tells of a refund that is not there'
from told
left join customer_order as ordered on ordered.order_id = told.order_id
where told.refund_id not in (select refund_id from order_refund)
