-- records known to change nothing that a later record of the same SKU overrides
create or replace temp view overridden as
select sighted.*, repeated.last_line
from sighted
join repeated using (sku)
where same_id is not null
    and last_record > {'shard_no': shard_no, 'record_number': record_number}
