-- SKUs that come more than once, with the last of their records
create or replace temp table repeated as
select
    sku,
    max({'shard_no': shard_no, 'record_number': record_number}) as last_record,
    max_by(line_number, {'shard_no': shard_no, 'record_number': record_number}) as last_line
from sighted
semi join (
    select sku from sighted where sku is not null group by sku having count(*) > 1
) as twice using (sku)
group by sku
