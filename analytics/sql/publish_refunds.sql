-- what was given back, of a range of rows
insert into published.refunds
select
    given.refund_id, given.order_id, given.line, given.refunded_at,
    cast(timezone($zone, given.refunded_at) as date), given.ordered_at, partner.code, given.sku,
    given.product_id, given.product_name, given.category, given.brand, given.country,
    given.quantity, given.amount, given.currency, given.is_cancellation, given.is_imported
from order_refund as given
join partner on partner.partner_id = given.partner_id
where given.rowid between $first and $last
