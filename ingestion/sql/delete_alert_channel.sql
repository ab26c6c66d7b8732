-- the channel, gone but for its name in the history; its secrets are not kept
update alert_channel
set url = '', is_active = false, deleted_at = $now
where channel_id = $channel_id
