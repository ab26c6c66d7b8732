-- one row if some record can be known to change nothing
select 1 from known limit 1
