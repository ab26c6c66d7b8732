-- what the published days of revenue add up to, and what its lines less its refunds do
select
    (select sum(net) from daily_revenue) as net_of_days,
    (select sum(line_total) from order_items) - (select coalesce(sum(amount), 0) from refunds)
        as net_of_lines
