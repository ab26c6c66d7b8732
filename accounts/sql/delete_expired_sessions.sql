-- the sessions that were over, one row each, deleted
delete from login_session
where expires_at <= $now
returning token_sha256
