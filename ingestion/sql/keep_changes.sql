-- the outcomes that change a product, as a table: they are read twice
create or replace temp table changed as
select * from outcome
where action = 'updated'
