-- the schedules whose time has come
select schedule_id
from schedule
where next_run_at <= $now
order by next_run_at
