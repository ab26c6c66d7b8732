-- units: how many pieces were ordered, of the quantities of lines placed
create or replace macro measure_units(units) as cast(coalesce(sum(units), 0) as bigint)
