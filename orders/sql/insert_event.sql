-- what happened to an order, for its history
insert into order_event (order_id, kind, refund_id, actor, happened_at)
values ($order_id, $kind, $refund_id, $actor, $happened_at)
