-- versions of a partner's profile, the newest first, each with how many feeds were read by it
select
    profile.version, profile.profile, profile.created_at as saved_at, profile.saved_by,
    (
        select count(*)
        from feed
        where feed.partner_id = $partner_id and feed.profile_version = profile.version
    ) as feeds
from mapping_profile as profile
where profile.partner_id = $partner_id and ($after is null or profile.version < $after)
order by profile.version desc
limit $limit
