-- partners by code, each with the profile in force, after the code of the page before
select
    partner.partner_id, partner.code, partner.name, partner.created_at,
    profile.version as profile_version, profile.profile, retention.raw_days,
    retention.report_days
from partner
join mapping_profile as profile using (partner_id)
left join partner_retention as retention using (partner_id)
where ($after is null or partner.code > $after)
    and ($partner_id is null or partner.partner_id = $partner_id)
qualify row_number() over (partition by partner_id order by profile.version desc) = 1
order by partner.code
limit $limit
