-- the session of that token is gone
delete from login_session
where token_sha256 = $token_sha256
