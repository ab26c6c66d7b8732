-- of the products of a filter those whose category is a path, or is below it
select *
from ({matching})
where category in (
    select value
    from kept.value_count
    where facet = 'category'
        and (
            category_path(value) = $category_path
            or starts_with(category_path(value), $category_path || ' > ')
        )
)
