-- what products and partners have brought so far
create view product_performance as
with sold as (
    select
        partner, sku, currency, any_value(product_id) as product_id,
        measure_orders(case when is_placed then order_id end) as orders,
        measure_units(units) as units, measure_gross(gross) as gross,
        measure_refunds(refunds) as refunds, measure_net(gross, refunds) as net,
        min(day) filter (is_placed) as first_sold_on, max(day) filter (is_placed) as last_sold_on
    from revenue_lines
    group by partner, sku, currency
),
wanted as (
    select partner, sku, count(*) as refused_lines, sum(requested) as refused_units
    from order_refusals
    group by partner, sku
)
select
    coalesce(product.partner, sold.partner) as partner, coalesce(product.sku, sold.sku) as sku,
    coalesce(product.product_id, sold.product_id) as product_id, product.product_name,
    product.category, product.brand, product.availability, product.is_active,
    coalesce(sold.currency, product.currency) as currency, coalesce(sold.orders, 0) as orders,
    coalesce(sold.units, 0) as units, coalesce(sold.gross, 0) as gross,
    coalesce(sold.refunds, 0) as refunds, coalesce(sold.net, 0) as net,
    sold.first_sold_on, sold.last_sold_on,
    coalesce(wanted.refused_lines, 0) as refused_lines,
    cast(coalesce(wanted.refused_units, 0) as bigint) as refused_units
from products as product
full join sold on sold.partner = product.partner and sold.sku = product.sku
left join wanted on wanted.partner = coalesce(product.partner, sold.partner)
    and wanted.sku = coalesce(product.sku, sold.sku);

comment on view product_performance is 'What each product has brought so far, one row a product and currency. Products never sold are there with zeros.';
comment on column product_performance.partner is 'Whose product it is: partners.partner.';
comment on column product_performance.sku is 'The SKU of the product.';
comment on column product_performance.product_id is 'The product: products.product_id, where the catalog has or had it.';
comment on column product_performance.product_name is 'The name as it is now; null for a product that is not in the catalog.';
comment on column product_performance.category is 'The path of categories as it is now.';
comment on column product_performance.brand is 'The brand as it is now.';
comment on column product_performance.availability is 'The availability as it is now.';
comment on column product_performance.is_active is 'Whether it can be ordered at all now.';
comment on column product_performance.currency is 'The currency that it was sold in, or is offered in if it was never sold.';
comment on column product_performance.orders is 'Orders with a line of it.';
comment on column product_performance.units is 'Units placed, whatever was given back later.';
comment on column product_performance.gross is 'The amount placed.';
comment on column product_performance.refunds is 'The amount given back, by refunds and cancellations.';
comment on column product_performance.net is 'gross less refunds.';
comment on column product_performance.first_sold_on is 'The day of its first order; null if it was never sold.';
comment on column product_performance.last_sold_on is 'The day of its last order; null if it was never sold.';
comment on column product_performance.refused_lines is 'Lines of orders that could not be met, in whatever currency: lost demand. Do not add it over currencies.';
comment on column product_performance.refused_units is 'Units asked for in those lines.';

create view partner_performance as
with sold as (
    select
        partner, currency, measure_orders(case when is_placed then order_id end) as orders,
        measure_units(units) as units, measure_gross(gross) as gross,
        measure_refunds(refunds) as refunds, measure_net(gross, refunds) as net
    from revenue_lines
    group by partner, currency
),
offered as (
    select partner, count(*) as products, count(*) filter (is_active) as active_products
    from products
    group by partner
),
delivered as (
    select
        partner, count(*) as feeds, cast(sum(rows_read) as bigint) as rows_read,
        cast(sum(skipped) as bigint) as rows_skipped
    from feeds
    where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
    group by partner
),
wanted as (
    select partner, sum(requested) as refused_units
    from order_refusals
    group by partner
)
select
    partners.partner, partners.name, sold.currency, coalesce(sold.orders, 0) as orders,
    coalesce(sold.units, 0) as units, coalesce(sold.gross, 0) as gross,
    coalesce(sold.refunds, 0) as refunds, coalesce(sold.net, 0) as net,
    coalesce(offered.products, 0) as products,
    coalesce(offered.active_products, 0) as active_products,
    coalesce(delivered.feeds, 0) as feeds, coalesce(delivered.rows_read, 0) as rows_read,
    coalesce(delivered.rows_skipped, 0) as rows_skipped,
    cast(coalesce(wanted.refused_units, 0) as bigint) as refused_units
from partners
left join sold on sold.partner = partners.partner
left join offered on offered.partner = partners.partner
left join delivered on delivered.partner = partners.partner
left join wanted on wanted.partner = partners.partner;

comment on view partner_performance is 'What each partner has brought so far, one row a partner and currency. Partners without a sale have one row without currency.';
comment on column partner_performance.partner is 'The partner: partners.partner.';
comment on column partner_performance.name is 'The name shown to people.';
comment on column partner_performance.currency is 'The currency of the amounts; null if nothing was sold.';
comment on column partner_performance.orders is 'Orders with a line of the partner.';
comment on column partner_performance.units is 'Units placed, whatever was given back later.';
comment on column partner_performance.gross is 'The amount placed.';
comment on column partner_performance.refunds is 'The amount given back, by refunds and cancellations.';
comment on column partner_performance.net is 'gross less refunds.';
comment on column partner_performance.products is 'Products in the catalog. The same in each row of the partner, as all that follow.';
comment on column partner_performance.active_products is 'Products that can be ordered, as far as the feeds say.';
comment on column partner_performance.feeds is 'Feeds that were loaded, those undone later included.';
comment on column partner_performance.rows_read is 'Records of those feeds.';
comment on column partner_performance.rows_skipped is 'Records of those feeds that were left out for a reason.';
comment on column partner_performance.refused_units is 'Units asked for in order lines that could not be met: lost demand.';
