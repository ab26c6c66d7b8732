-- the user of that name with their password's hash
select user_id, username, role, password_hash
from user_account
where username = $username
