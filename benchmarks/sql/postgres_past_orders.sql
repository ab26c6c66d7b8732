-- past orders, placed in the 300 days before now; as many as asked for
insert into customer_order
select
    nextval('order_number_seq'), 'PG-' || number, 'CONFIRMED', 'USD', 30, 'C-' || number %% 10007,
    'bench', now() - interval '1 day' - interval '300 days' * (1 - number::float / %(orders)s)
from generate_series(1, %(orders)s) as past(number)
