-- what of the partners is there as they are counted
insert into kept.stamp (partner_id, merges, gone_reports)
select
    partner_id, merges,
    (
        select count(report_deleted_at)
        from feed
        where feed.partner_id = partner.partner_id
    ) as gone_reports
from partner
where list_contains($partner_ids, partner_id)
