-- the days of a partner of which the published file has other sums than the lines and refunds that
-- it was written from: the first so many rows, as both tables are only added to (where their row
-- ids have no gap, else nobody can tell which these were)
with zone as (
    select
        reporting_timezone as name, order_items, refunds,
        (select count(*) from order_item where rowid < order_items) = order_items
        and (select count(*) from order_refund where rowid < refunds) = refunds as is_known
    from reconciled_file.about
),
placed as (
    select 'lines' as part, day, partner, currency, quantity as units, line_total as amount
    from reconciled_file.order_items
    union all
    select 'refunds', day, partner, currency, quantity, amount
    from reconciled_file.refunds
),
source as (
    select
        'lines' as part, cast(timezone(zone.name, ordered_at) as date) as day, partner_id,
        currency, quantity as units, line_total as amount
    from order_item, zone
    where order_item.rowid < zone.order_items
    union all
    select
        'refunds', cast(timezone(zone.name, refunded_at) as date), partner_id, currency, quantity,
        amount
    from order_refund, zone
    where order_refund.rowid < zone.refunds
),
published as (
    select part, day, partner, currency, count(*) as rows, sum(units) as units, sum(amount) as amount
    from placed
    group by all
),
written as (
    select
        part, day, source.partner_id, partner.code as partner, currency, count(*) as rows,
        sum(units) as units, sum(amount) as amount
    from source
    join partner on partner.partner_id = source.partner_id
    group by all
)
select
    written.partner_id, part, day::varchar as day, partner, currency,
    coalesce(published.rows, 0) as rows, coalesce(written.rows, 0) as rows_of_database,
    coalesce(published.amount, 0) as amount, coalesce(written.amount, 0) as amount_of_database
from published
full join written using (part, day, partner, currency)
where (select is_known from zone) and (
    published.rows is distinct from written.rows
    or published.units is distinct from written.units
    or published.amount is distinct from written.amount
)
