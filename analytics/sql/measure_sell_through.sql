-- sell-through: the share of what there was to sell that is sold, in percent
create or replace macro measure_sell_through(units_sold, units_left) as
    measure_percent(units_sold, units_sold + units_left)
