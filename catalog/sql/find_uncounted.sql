-- the partners of whom something has changed since they were counted
select partner.partner_id
from partner
left join kept.stamp using (partner_id)
left join (
    select partner_id, count(report_deleted_at) as gone_reports
    from feed
    group by partner_id
) as report using (partner_id)
where (partner.merges, coalesce(report.gone_reports, 0))
    is distinct from (stamp.merges, stamp.gone_reports)
order by partner_id
