-- a version of a partner's mapping profile
insert into mapping_profile (partner_id, version, profile)
select partner_id, $version, $profile from partner where code = $code
