-- what the guards look at besides the ledger, one row
select
    (select count(*) from partner_product where is_active) as active_products,
    count(*) filter (where is_price_jump) as price_jumps,
    count(*) filter (where changes_currency) as currency_changes,
    (
        select rows_read
        from feed
        where partner_id = getvariable('partner_id') and mode = 'full'
            and status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
        order by coalesce(completed_no, feed_no) desc
        limit 1
    ) as rows_before
from verdict
where action = 'updated'
