-- how many lines of lost demand are written
select count(*) as lines from order_refusal
