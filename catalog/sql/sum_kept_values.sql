-- the same as count_values of all products of a partner, active or not, null for either, from what
-- is kept
with kept_value as (
    select partner_id, is_active, facet, value, products
    from kept.value_count
    where ($partner_id is null or partner_id = $partner_id)
        and ($active is null or is_active = $active)
)
select facet, value, sum(products)::bigint as products
from kept_value
where facet <> 'all'
group by all
union all
select 'partner' as facet, partner.code as value, sum(kept_value.products)::bigint as products
from kept_value
join partner using (partner_id)
where kept_value.facet = 'all'
group by all
union all
select
    'state' as facet, if(is_active, 'active', 'inactive') as value, sum(products)::bigint as products
from kept_value
where facet = 'all'
group by all
union all
select 'all' as facet, null as value, coalesce(sum(products), 0)::bigint as products
from kept_value
where facet = 'all'
union all
select 'issue' as facet, code as value, count(*) as products
from kept.open_issue
where ($partner_id is null or partner_id = $partner_id)
    and ($active is null or is_active = $active)
group by code
