-- the orders that are new, or that something happened to
create or replace temp table changed_order as
select order_id from order_item where rowid > $order_item
union
select order_id from order_refund where rowid > $order_refund
union
select order_id from order_event where rowid > $order_event
