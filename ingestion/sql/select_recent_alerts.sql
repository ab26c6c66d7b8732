-- the alerts that are open, and the last of each subject that was resolved of late
select
    alert_id, rule, subject, partner_id, measure, details, raised_at, last_seen_at, resolved_at
from alert
where resolved_at is null or resolved_at > $since
qualify row_number() over (partition by rule, subject order by alert_no desc) = 1
