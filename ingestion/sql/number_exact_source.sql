-- `source` as the exact reader numbered it
create or replace temp view numbered as
select * from source
