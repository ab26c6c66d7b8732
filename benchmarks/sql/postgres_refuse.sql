-- lost demand: the lines of a refused order
insert into order_refusal (refusal_id, sku, requested)
select refusal.refusal_id, line.*
from (select nextval('order_number_seq') as refusal_id offset 0) as refusal
cross join unnest(%(skus)s::text[], %(units)s::bigint[]) as line
