-- what waited for a channel that is deleted
update alert_delivery
set status = 'failed', ended_at = $now, error = 'the channel was deleted'
where channel_id = $channel_id and status in ('pending', 'retrying')
