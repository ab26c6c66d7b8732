-- the partner's profile of the next version, whose number comes out
insert into mapping_profile (partner_id, version, profile, saved_by)
select $partner_id, coalesce(max(version), 0) + 1, $profile, $saved_by
from mapping_profile
where partner_id = $partner_id
returning version
