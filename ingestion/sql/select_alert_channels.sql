-- channels that are not deleted, the newest first, with what became of their messages
select
    channel_id, channel.name, rules, channel.partner_id, partner.code as partner, shown_url, thresholds,
    is_active, channel.created_at, coalesce(waiting, 0) as waiting, last_status, last_at,
    last_error, coalesce(failed_in_a_row, 0) as failed_in_a_row
from alert_channel as channel
left join partner using (partner_id)
left join (
    select
        channel_id,
        count(*) filter (where status in ('pending', 'retrying')) as waiting,
        max_by(status, delivery_no) filter (where attempt > 0) as last_status,
        max_by(coalesce(ended_at, created_at), delivery_no) filter (where attempt > 0) as last_at,
        max_by(coalesce(error, ''), delivery_no) filter (where attempt > 0) as last_error,
        count(*) filter (
            where attempt > 0 and status in ('failed', 'retrying')
                and delivery_no > coalesce(last_sent_no, 0)
        ) as failed_in_a_row
    from (
        select *, max(delivery_no) filter (where status = 'sent')
            over (partition by channel_id) as last_sent_no
        from alert_delivery
    )
    group by channel_id
) as told using (channel_id)
where deleted_at is null
    and ($channel_id is null or channel_id = try_cast($channel_id as uuid))
    and ($partner_id is null or channel.partner_id = $partner_id)
    and ($after is null or channel_id < try_cast($after as uuid))
order by channel_id desc
limit $limit
