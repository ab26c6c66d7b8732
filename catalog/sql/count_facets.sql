-- how many products of a filter have each value of each facet, the most frequent first, and how
-- many there are at all; only the first $most of them are counted, null for all
with counted as (
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
        partner_id,
        coalesce(
            availability, currency, brand, category,
            case is_active when true then 'active' when false then 'inactive' end
        ) as value,
        count(*) as products
    from (
        select partner_id, availability, currency, brand, category, is_active
        from ({matching})
        limit $most
    )
    group by grouping sets (
        (partner_id), (availability), (currency), (brand), (category), (is_active), ()
    )
)
select counted.facet, coalesce(partner.code, counted.value) as value, counted.products
from counted
left join partner on partner.partner_id = counted.partner_id
where counted.facet = 'all' or partner.code is not null or counted.value is not null
qualify row_number() over (partition by facet order by products desc, value) <= $values
order by counted.facet, counted.products desc, value
