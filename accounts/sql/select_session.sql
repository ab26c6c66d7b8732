-- the session of that token with its user, over or not
select account.user_id, account.username, account.role, login_session.expires_at
from login_session
inner join user_account as account using (user_id)
where login_session.token_sha256 = $token_sha256
