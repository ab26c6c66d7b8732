-- the profile's constants as typed values, one row
create or replace temp table constant as
select * exclude (cleared, findings, price_currencies, sale_currencies)
from record
