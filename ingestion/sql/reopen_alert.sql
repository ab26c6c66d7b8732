-- an alert that came back soon after it was over
update alert
set resolved_at = null, reopened = reopened + 1, last_seen_at = $now, measure = $measure,
    details = $details
where alert_id = $alert_id
returning
    alert_id, rule, subject, partner_id, measure, details, raised_at, last_seen_at, resolved_at
