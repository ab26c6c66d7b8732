-- of the products of a filter those with an open issue of a code
select *
from ({matching})
where product_id in (select product_id from kept.open_issue where code = $issue)
