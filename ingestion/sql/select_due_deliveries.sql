-- of each channel the messages to send next: fresh ones before those that were tried, but none
-- before an earlier one of its alert
with waiting as (
    select *
    from alert_delivery
    where status in ('pending', 'retrying')
),
first_of_alert as (
    select *
    from waiting
    qualify row_number() over (
        partition by channel_id, coalesce(alert_id, delivery_id) order by delivery_no
    ) = 1
)
select delivery_id, channel_id, event, title, body, attempt, url
from first_of_alert
join alert_channel using (channel_id)
where next_at <= $now and is_active and deleted_at is null
qualify row_number() over (partition by channel_id order by attempt, delivery_no) <= $most
order by channel_id, attempt, delivery_no
