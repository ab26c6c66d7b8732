-- how many alerts are open
select count(*) as count from alert where resolved_at is null
