-- every partner, brand, country and category path that was sold, for a person to choose from: of
-- what was worked out from its items and cells, of all since $open_from line by line
with line as not materialized (
    from sales_line where $open_from is null or happened_at >= $open_from
),
item as not materialized (
    from revenue_item where $open_from is not null
),
choice as (
    select 'partner' as filter, partner.code as choice
    from partner
    where partner_id in (select partner_id from line union select partner_id from item)
    union
    select 'brand', brand from (select brand from line union all select brand from item)
    union
    select 'category', category
    from (select category from line union all select category from item)
    union
    select 'country', country from line
    union
    select 'country', name
    from revenue_cell
    where $open_from is not null and dimension = 'country'
)
from choice
where choice <> ''
order by filter, choice
