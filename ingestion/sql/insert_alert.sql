-- an alert, raised
insert into alert (
    alert_id, rule, subject, partner_id, measure, details, raised_at, last_seen_at
)
values (uuidv7(), $rule, $subject, $partner_id, $measure, $details, $now, $now)
returning
    alert_id, rule, subject, partner_id, measure, details, raised_at, last_seen_at, resolved_at
