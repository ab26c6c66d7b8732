-- the batches and how many lines each has
select batch_no, count(*) as lines
from due_line
group by batch_no
order by batch_no
