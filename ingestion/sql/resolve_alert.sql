-- an alert that is over
update alert
set resolved_at = $now
where alert_id = $alert_id
returning
    alert_id, rule, subject, partner_id, measure, details, raised_at, last_seen_at, resolved_at
