-- how many records were skipped without a fault: products unknown to a supplemental feed, records
-- that come again equal in every cell, and a preset's records that are no products
with skipped as (
    select
        {'shard_no': shard_no, 'record_number': record_number} as position,
        sighted.record_hash,
        list_has_any(
            list_transform(verdict.findings, lambda each: each.code),
            ['sku/unknown', 'row/image_only', 'row/variable_parent']
        ) as is_no_fault
    from verdict
    join sighted using (shard_no, record_number)
    where action = 'skipped'
),
twin as (
    select
        record_hash,
        max({'shard_no': shard_no, 'record_number': record_number}) as last_position
    from sighted
    where record_hash in (select record_hash from skipped)
    group by record_hash
)
select count(*) as records
from skipped
left join twin using (record_hash)
where is_no_fault or position < last_position
