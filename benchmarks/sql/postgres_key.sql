-- the order's number, if this key of this owner is new
insert into idempotency_key (owner, key, order_id)
values (%(owner)s, %(key)s, nextval('order_number_seq'))
on conflict do nothing
returning order_id
