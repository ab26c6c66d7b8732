-- a session, by the hash of its token
insert into login_session (token_sha256, user_id, created_at, expires_at)
values ($token_sha256, $user_id, $now, $expires_at)
