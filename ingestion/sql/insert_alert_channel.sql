-- a channel
insert into alert_channel (
    channel_id, name, rules, partner_id, url, shown_url, thresholds, is_active, created_at
)
values (uuidv7(), $name, $rules, $partner_id, $url, $shown_url, $thresholds, $is_active, $now)
returning channel_id
