-- revenue: every measure is a sum over revenue_lines
create view revenue_lines as
select
    ordered_at as happened_at, day, order_id, line, partner, sku, product_id, category, brand,
    country, currency, true as is_placed, quantity as units, line_total as gross,
    cast(0 as decimal(18, 4)) as refunds
from order_items
union all
select
    refunded_at, day, order_id, line, partner, sku, product_id, category, brand,
    country, currency, false, 0, cast(0 as decimal(18, 4)), amount
from refunds;

comment on view revenue_lines is 'What revenue is made of: lines placed on the day of the order, and lines given back on their own day. Every measure of revenue is a sum over it.';
comment on column revenue_lines.happened_at is 'When it was ordered, or given back.';
comment on column revenue_lines.day is 'The day of happened_at in the reporting time zone.';
comment on column revenue_lines.order_id is 'The order: orders.order_id.';
comment on column revenue_lines.line is 'The line of the order.';
comment on column revenue_lines.partner is 'Whose product it is: partners.partner.';
comment on column revenue_lines.sku is 'The SKU of the product.';
comment on column revenue_lines.product_id is 'The product: products.product_id, where the catalog had it.';
comment on column revenue_lines.category is 'The path of categories as it was ordered.';
comment on column revenue_lines.brand is 'The brand as it was ordered.';
comment on column revenue_lines.country is 'The country of the customer, where it is known.';
comment on column revenue_lines.currency is 'The currency of the amounts. Amounts of several currencies must not be added.';
comment on column revenue_lines.is_placed is 'True for a line placed, false for one given back.';
comment on column revenue_lines.units is 'Units placed; 0 for a line given back.';
comment on column revenue_lines.gross is 'The amount placed; 0 for a line given back.';
comment on column revenue_lines.refunds is 'The amount given back; 0 for a line placed.';

create view daily_revenue as
select
    day, partner, currency, measure_orders(case when is_placed then order_id end) as orders,
    measure_units(units) as units, measure_gross(gross) as gross,
    measure_refunds(refunds) as refunds, measure_net(gross, refunds) as net
from revenue_lines
group by day, partner, currency;

comment on view daily_revenue is 'Revenue by day, partner and currency. Days without sales and refunds have no row.';
comment on column daily_revenue.day is 'The day in the reporting time zone.';
comment on column daily_revenue.partner is 'Whose products: partners.partner.';
comment on column daily_revenue.currency is 'The currency of the amounts.';
comment on column daily_revenue.orders is 'Orders placed that day with a line of the partner. An order of two partners counts for both.';
comment on column daily_revenue.units is 'Units placed that day, whatever was given back later.';
comment on column daily_revenue.gross is 'The amount placed that day.';
comment on column daily_revenue.refunds is 'The amount given back that day, by refunds and cancellations.';
comment on column daily_revenue.net is 'gross less refunds.';
