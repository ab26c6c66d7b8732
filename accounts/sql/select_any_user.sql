-- any one user, if there is one
select user_id from user_account limit 1
