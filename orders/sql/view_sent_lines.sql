-- order lines as one file has them
create or replace temp view sent_line as
select *, true as has_order
from sent
