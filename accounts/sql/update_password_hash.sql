-- the user with the same password, hashed anew
update user_account
set password_hash = $password_hash
where user_id = $user_id
