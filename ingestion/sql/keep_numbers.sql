-- the numbers of the records on plain lines, in their order
create or replace temp table plain_number as
select * from number_batch
