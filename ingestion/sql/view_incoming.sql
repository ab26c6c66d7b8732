-- the typed records of the feed
create or replace temp view incoming as
select * from numbered
