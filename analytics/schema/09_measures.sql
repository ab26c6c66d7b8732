-- what the macros of the measures are for; docs/measures.md says more
comment on macro measure_gross is 'What was ordered: measure_gross(gross) over revenue_lines.';
comment on macro measure_refunds is 'What was given back: measure_refunds(refunds) over revenue_lines.';
comment on macro measure_net is 'Gross less refunds: measure_net(gross, refunds) over revenue_lines.';
comment on macro measure_orders is 'How many orders have a line placed: measure_orders(case when is_placed then order_id end) over revenue_lines.';
comment on macro measure_units is 'How many pieces were ordered: measure_units(units) over revenue_lines.';
comment on macro measure_average_order is 'Gross over orders, rounded to the minor unit: measure_average_order(gross, orders, minor_unit).';
comment on macro measure_percent is 'A share in percent with one decimal: measure_percent(part, whole).';
comment on macro measure_sell_through is 'The share of what there was to sell that is sold: measure_sell_through(units_sold, units_left).';
comment on macro measure_price_index is 'A price in percent of the mean of others: measure_price_index(price, others_total, others).';
comment on macro measure_feed_quality is 'The share of records that were loaded: measure_feed_quality(rows_read, skipped, no_products).';
comment on macro measure_time_to_catalog is 'Seconds from arrival to the end, of several feeds the median: measure_time_to_catalog(received_at, finished_at).';
comment on macro category_path is 'A category with its levels divided by '' > '', however the partner wrote it: category_path(category). An empty text for none.';
comment on macro path_top is 'The first levels of such a path: path_top(category_path(category), 1).';
