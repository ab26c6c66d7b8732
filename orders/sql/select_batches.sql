-- the batches: how many lines each has, and whether some of them are of known orders
select batch_no, count(*) as lines, bool_or(is_known) as has_known
from due_line
group by batch_no
order by batch_no
