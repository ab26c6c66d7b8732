-- the items of an order
insert into order_item
select %(order_id)s::bigint, line.*
from unnest(
    %(numbers)s::integer[], %(products)s::bigint[], %(skus)s::text[], %(names)s::text[],
    %(prices)s::numeric[], %(units)s::bigint[], %(totals)s::numeric[]
) as line
