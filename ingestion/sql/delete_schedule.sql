-- the schedule, gone
delete from schedule where schedule_id = $schedule_id
