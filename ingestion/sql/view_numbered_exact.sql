-- the typed records as the exact reader numbered them
create or replace temp view numbered as
select * from record
