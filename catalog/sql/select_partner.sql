-- one partner with the profile in force
select
    partner.partner_id, partner.code, partner.name, partner.created_at,
    profile.version as profile_version, profile.profile, retention.raw_days,
    retention.report_days
from partner
join mapping_profile as profile using (partner_id)
left join partner_retention as retention using (partner_id)
where partner.code = $code and ($partner_id is null or partner.partner_id = $partner_id)
order by profile.version desc
limit 1
