-- one version of a partner's profile
select profile from mapping_profile where partner_id = $partner_id and version = $version
