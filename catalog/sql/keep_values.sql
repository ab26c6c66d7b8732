-- how many of the partners' products have each value
insert into kept.value_count (partner_id, is_active, facet, value, products)
select
    partner_id, is_active,
    case
        when grouping(availability) = 0 then 'availability'
        when grouping(currency) = 0 then 'currency'
        when grouping(brand) = 0 then 'brand'
        when grouping(category) = 0 then 'category'
        else 'all'
    end as facet,
    coalesce(availability, currency, brand, category) as value,
    count(*) as products
from product
where partner_id in (select unnest($partner_ids))
group by grouping sets (
    (partner_id, is_active, availability), (partner_id, is_active, currency),
    (partner_id, is_active, brand), (partner_id, is_active, category), (partner_id, is_active)
)
having facet = 'all' or value is not null
