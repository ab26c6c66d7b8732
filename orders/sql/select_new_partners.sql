-- the partners of lines to be inserted that there are not yet
select distinct partner as code
from judged_line
where outcome = 'inserted' and partner not in (select code from partner)
order by code
