-- alerts, the newest first
select
    alert_id, alert_no, rule, partner.code as partner, details, raised_at, last_seen_at,
    resolved_at, reopened
from alert
left join partner using (partner_id)
where ($state is null or ($state = 'open') = (resolved_at is null))
    and ($partner_id is null or partner_id = $partner_id)
    and ($after is null or alert_no < $after)
order by alert_no desc
limit $limit
