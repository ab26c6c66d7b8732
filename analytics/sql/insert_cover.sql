-- the cells have looked at all rows up to these
insert into revenue_cover (zone, last_item, last_refund, items, refunds)
values ($zone, $last_item, $last_refund, $items, $refunds)
