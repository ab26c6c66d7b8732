-- what each channel was told last of some alerts, and whether that was given up
select
    alert_id, channel_id, max_by(event, delivery_no) as event,
    max_by(created_at, delivery_no) as created_at,
    max_by(status, delivery_no) = 'failed' as has_failed
from alert_delivery
where alert_id in (select unnest($alert_ids::uuid[]))
group by alert_id, channel_id
