-- the verdict on each record that could change something, and on those that are overridden; where
-- nobody asks for it, a column is null: of a first load there are as many rows as records
create or replace temp table verdict as
select
    shard_no, record_number,
    case when findings is not null then line_number end as line_number,
    case when findings is not null then sku end as sku,
    product_id, action, has_quantity,
    case when product_id is not null then quantity end as quantity,
    findings,
    case when product_id is not null then record_hash end as record_hash,
    availability_derived, is_price_jump, changes_currency
from outcome
union all
select
    shard_no, record_number, line_number, sku, same_id as product_id, 'skipped' as action,
    false as has_quantity, null as quantity,
    [finding('sku/duplicate_in_feed', 'sku', sku, null, last_line::varchar)] as findings,
    null as record_hash, null as availability_derived, false as is_price_jump,
    false as changes_currency
from overridden
