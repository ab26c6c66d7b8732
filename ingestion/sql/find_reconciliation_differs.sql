-- the checks of the last reconciliation by which rows differ, each with the first of these; of a
-- partner where all of them are its alone
with last as (
    select run_id from reconciliation_run order by seen_at desc, run_id desc limit 1
),
first_row as (
    select
        kept.name,
        list(
            coalesce(
                shown ->> 'order_number', shown ->> 'sku', shown ->> 'order_id',
                shown ->> 'feed_id', shown ->> 'source', shown ->> 'owner', shown ->> 'sequence',
                partner.code
            )
            order by row_no
        ) as rows
    from reconciliation_row as kept
    left join partner on partner.partner_id = kept.partner_id
    where run_id = (select run_id from last) and row_no < 5
    group by kept.name
)
select
    checked.name as subject, checked.name as "check", checked.promise,
    share.partner_id, partner.code as partner, checked.differences as count, first_row.rows
from reconciliation_check as checked
left join first_row on first_row.name = checked.name
left join reconciliation_share as share
    on share.run_id = checked.run_id and share.name = checked.name
    and share.differences = checked.differences
left join partner on partner.partner_id = share.partner_id
where checked.run_id = (select run_id from last) and checked.differences > 0
