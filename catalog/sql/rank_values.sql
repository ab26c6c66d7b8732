-- the $values most frequent values of each facet of what was counted, with the paths of categories
-- that are next below one, null for the first parts of all, as facet 'category_path'
with counted as materialized (
    select facet, value, products
    from ({counted})
),
part as (
    select path_top(category_path(value), $level) as path, products
    from counted
    where facet = 'category'
        and ($below is null or starts_with(category_path(value), $below || ' > '))
)
select facet, value, products
from (
    select facet, value, products
    from counted
    union all
    select 'category_path' as facet, path as value, sum(products)::bigint as products
    from part
    where path <> ''
    group by path
)
where facet in ('all', 'more') or value is not null
qualify row_number() over (partition by facet order by products desc, value) <= $values
order by facet, products desc, value
