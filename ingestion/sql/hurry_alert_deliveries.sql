-- what waits for the next attempt on a channel, due now
update alert_delivery
set next_at = $now
where channel_id = $channel_id and status = 'retrying'
