-- order lines as a spreadsheet has them, which made fractions of its customers' numbers
create or replace temp view sent_line as
select
    * replace (regexp_replace(customer_ref, '^(\d+)\.0$', '\1') as customer_ref),
    true as has_order
from sent
