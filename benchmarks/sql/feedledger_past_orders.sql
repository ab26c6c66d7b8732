-- past orders, placed in the 300 days before now; as many as asked for
insert into customer_order (
    order_id, order_number, status, currency, total, customer_ref, owner, partner_ids, ordered_at
)
select
    uuidv7(), format('FL-{:06d}', nextval('order_number_seq')), 'CONFIRMED', 'USD', 30,
    'C-' || number % 10007, $owner, (select list(partner_id) from partner),
    now() - interval 1 day - interval 300 day * (1 - number / $orders)
from range($orders) as past(number)
