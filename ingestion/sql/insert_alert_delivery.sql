-- a message that waits to be sent
insert into alert_delivery (
    delivery_id, channel_id, alert_id, event, title, body, status, created_at, next_at
)
values (
    uuidv7(), $channel_id, $alert_id, $event, $title, $body, 'pending', $now, $now
)
returning delivery_id
