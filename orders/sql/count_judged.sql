-- how many records were read, and what becomes of them
select
    count(*) as rows_read,
    count(*) filter (outcome = 'inserted') as inserted,
    count(*) filter (outcome = 'unchanged') as unchanged,
    count(*) filter (outcome = 'skipped') as skipped
from judged_line
