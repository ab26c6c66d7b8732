-- orders over two years, evenly, each of one currency and from one of thirty countries
insert into customer_order (
    order_id, order_number, status, currency, total, customer_ref, owner, partner_ids, country,
    ordered_at
)
select
    uuidv7(), format('FL-{:08d}', number), 'CONFIRMED',
    case when hash(number, 1) % 10 < 6 then 'EUR' when hash(number, 1) % 10 < 9 then 'USD'
    else 'JPY' end,
    0, 'C-' || hash(number, 2) % 200000, 'benchmark', [1], 'Country ' || hash(number, 3) % 30,
    $begins_at::timestamptz
        + to_seconds(cast(floor(730 * 86400.0 * number / $orders) as bigint))
from range($orders) as placed(number)
