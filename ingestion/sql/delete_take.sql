-- the file is recorded and out of the inbox, or it will not be taken
delete from inbox_take
where feed_id = $feed_id
