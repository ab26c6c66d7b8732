-- what the cells cover, if they are of this timezone
select last_item, last_refund, items, refunds from revenue_cover where zone = $zone
