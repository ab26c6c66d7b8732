-- nobody is signed in
delete from login_session
