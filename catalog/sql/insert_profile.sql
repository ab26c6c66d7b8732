-- a version of a partner's mapping profile
insert into mapping_profile (partner_id, version, profile, saved_by)
select partner_id, $version, $profile, $saved_by from partner where code = $code
