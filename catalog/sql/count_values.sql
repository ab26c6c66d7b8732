-- how many of the first $most products of a filter have each value of each facet, how many there
-- are at all, as facet 'all', and 1 as facet 'more' where the filter names others than those; a
-- search reads three texts of each product, so that is done once
with found as {materialized} (
    select product_id, partner_id, availability, currency, brand, category, is_active
    from ({matching})
    limit $most + 1
),
matched as not materialized (
    select * from found
    limit $most
)
select
    case
        when grouping(partner_id) = 0 then 'partner'
        when grouping(availability) = 0 then 'availability'
        when grouping(currency) = 0 then 'currency'
        when grouping(brand) = 0 then 'brand'
        when grouping(category) = 0 then 'category'
        when grouping(is_active) = 0 then 'state'
        else 'all'
    end as facet,
    coalesce(
        (select code from partner where partner.partner_id = matched.partner_id),
        availability, currency, brand, category,
        case is_active when true then 'active' when false then 'inactive' end
    ) as value,
    count(*) as products
from matched
group by grouping sets (
    (partner_id), (availability), (currency), (brand), (category), (is_active), ()
)
union all
select 'issue' as facet, code as value, count(*) as products
from kept.open_issue
where product_id in (select product_id from matched)
group by code
union all
select 'more' as facet, null as value, count(*) as products
from (select product_id from found limit 1 offset $most)
