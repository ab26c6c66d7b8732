-- a user; their number comes from the sequence
insert into user_account (username, password_hash, role, created_at)
values ($username, $password_hash, $role, $now)
