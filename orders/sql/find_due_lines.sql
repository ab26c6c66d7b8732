-- the lines to insert, in batches of whole orders, with the product that the catalog has of each
create or replace temp table due_line as
with sized as (
    select order_id, count(*) as lines, min(record_number) as first_record
    from judged_line
    where outcome = 'inserted'
    group by order_id
),
batched as (
    select
        order_id,
        cast(floor((sum(lines) over (order by first_record) - 1) / $batch_lines) as bigint)
            as batch_no
    from sized
)
select
    line.*, batched.batch_no, partner.partner_id, product.product_id, product.category,
    product.brand,
    -- one refund for what an order gave back in one moment
    case when line.is_refund
        then min(uuidv7()) over (partition by line.order_id, line.is_refund, line.moment)
    end as refund_id
from judged_line as line
join batched on batched.order_id = line.order_id
join partner on partner.code = line.partner
left join product
    on product.partner_id = partner.partner_id and product.sku = line.sku
where line.outcome = 'inserted'
order by batched.batch_no, line.record_number
