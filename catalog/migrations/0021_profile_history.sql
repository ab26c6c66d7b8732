-- who saved a version of a profile, such as `user:anna` or `key:nightly`; null before it was kept
alter table mapping_profile add column saved_by varchar;
-- what the guards looked at when the feed was checked, so that other shares can be tried on it;
-- null of feeds that were checked before it was kept
alter table feed add column guard_numbers json;
