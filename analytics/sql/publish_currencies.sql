-- all currencies
insert into published.currencies
select code, minor_unit
from currency
order by code
