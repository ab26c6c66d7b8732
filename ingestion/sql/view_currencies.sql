-- how many of its smallest units each currency of ISO 4217 has
create or replace temp view currencies as
select code, power(10, minor_unit)::decimal(5, 0) as minor_units
from currency
