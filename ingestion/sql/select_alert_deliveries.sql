-- the messages about some alerts, in the order they were written
select
    alert_id, delivery_id, channel_id, alert_channel.name as channel, event, status, attempt,
    alert_delivery.created_at, case when ended_at is null then next_at end as next_at, ended_at,
    error
from alert_delivery
join alert_channel using (channel_id)
where alert_id in (select unnest($alert_ids::uuid[]))
    and ($partner_id is null or alert_channel.partner_id = $partner_id)
order by delivery_no
