-- the backups that were under way when the backup was made, its own among them: they are over
update job
set status = 'CANCELLED', finished_at = now()
where kind = 'BACKUP' and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
