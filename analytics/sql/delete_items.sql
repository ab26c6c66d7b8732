-- no number is given to anything
delete from revenue_item
