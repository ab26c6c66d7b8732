-- the channels that are told of alerts
select channel_id, rules, partner_id, thresholds
from alert_channel
where is_active and deleted_at is null
order by channel_id
