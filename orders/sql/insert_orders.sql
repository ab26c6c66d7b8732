-- orders without their items
insert into customer_order (
    order_id, order_number, status, currency, total, customer_ref, owner, partner_ids, ordered_at
)
select
    cast(order_id as uuid), order_number, status, currency, total, customer_ref, owner,
    partner_ids, ordered_at
from new_order
