-- what waited for a channel and is of another partner than the one that it is for now
update alert_delivery
set status = 'failed', ended_at = $now, error = 'the channel is for another partner now'
where channel_id = $channel_id and status in ('pending', 'retrying')
    and alert_id in (
        select alert_id
        from alert
        join alert_channel as channel on channel.channel_id = $channel_id
        where channel.partner_id is not null
            and alert.partner_id is distinct from channel.partner_id
    )
