-- what each product sold in a period and in what it is compared with, by currency, from the rows of
-- revenue by product: a key is the partner's code, which has no slash, and the SKU
select
    partner.partner_id, substr(key, length(partner.code) + 2) as sku, told.currency, is_now,
    orders, units, gross, refunds, net,
    coalesce(previous_orders, 0) as previous_orders,
    coalesce(previous_units, 0) as previous_units,
    coalesce(previous_gross, 0) as previous_gross,
    coalesce(previous_gross - previous_net, 0) as previous_refunds,
    coalesce(previous_net, 0) as previous_net,
    net - coalesce(previous_net, 0) as change
from told
join partner on partner.code = split_part(key, '/', 1)
