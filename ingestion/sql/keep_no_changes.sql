-- the same where no product changes: an empty table
create or replace temp table changed as
select * from outcome
limit 0
