-- a channel as it is from now on; without a URL it keeps its own
update alert_channel
set name = $name, rules = $rules, partner_id = $partner_id, thresholds = $thresholds,
    is_active = $is_active, url = coalesce($url, url), shown_url = coalesce($shown_url, shown_url)
where channel_id = $channel_id and deleted_at is null
