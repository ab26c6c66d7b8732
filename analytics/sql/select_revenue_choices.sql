-- every partner, brand, country and category path that was sold, for a person to choose from
select distinct 'partner' as filter, partner.code as choice
from sales_line as line
join partner on partner.partner_id = line.partner_id
union all
select distinct 'brand', brand from sales_line where brand is not null
union all
select distinct 'country', country from sales_line where country is not null
union all
select distinct 'category', category from sales_line where category is not null
order by filter, choice
