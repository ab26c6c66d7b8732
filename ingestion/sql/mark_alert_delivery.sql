-- a message after an attempt, unless it is over already
update alert_delivery
set status = $status, attempt = $attempt, error = $error, next_at = $next_at,
    ended_at = case when $status in ('sent', 'failed') then $now end
where delivery_id = $delivery_id and attempt < $attempt and status in ('pending', 'retrying')
