-- an open alert, seen again
update alert
set last_seen_at = $now, measure = $measure, details = $details
where alert_id = $alert_id
returning
    alert_id, rule, subject, partner_id, measure, details, raised_at, last_seen_at, resolved_at
