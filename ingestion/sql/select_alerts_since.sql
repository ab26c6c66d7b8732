-- alerts that were open at any time since then, the newest first
select rule, subject, partner_id, measure, details, raised_at, resolved_at
from alert
where resolved_at is null or resolved_at > $since
order by alert_no desc
