-- orders: how many different orders have a line placed; `counted` are some that were counted before
create or replace macro measure_orders(order_id, counted := 0) as
    cast(count(distinct order_id) + coalesce(sum(counted), 0) as bigint)
