-- what the cells cover, if they are of this timezone and of the rows that are there
select last_item, last_refund
from revenue_cover
where zone = $zone
    and items = (select count(*) from order_item where rowid <= last_item)
    and refunds = (select count(*) from order_refund where rowid <= last_refund)
