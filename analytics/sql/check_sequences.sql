-- the sequences that would give a number once more
with used as (
    select 'partner_seq' as sequence_name, max(partner_id) as last from partner
    union all select 'feed_seq', max(feed_no) from feed
    union all select 'feed_seq', max(completed_no) from feed
    union all select 'job_seq', max(job_no) from job
    union all select 'user_seq', max(user_id) from user_account
    union all select 'alert_seq', max(alert_no) from alert
    union all select 'alert_delivery_seq', max(delivery_no) from alert_delivery
    union all select 'inbox_refusal_seq', max(refusal_no) from inbox_refusal
)
select
    cast(null as bigint) as partner_id, sequence_name as sequence, used.last as last_used, comes_next
from used
join sequence_seen using (sequence_name)
where used.last >= comes_next
