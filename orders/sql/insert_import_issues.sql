-- the records that were skipped, with the cell that is the reason
insert into import_issue (
    job_id, record_number, line_number, order_number, column_name, code, raw_value
)
select
    $job_id, judged.record_number, judged.line_number, left(judged.order_number, 100),
    case when judged.code not like 'row/%' then split_part(judged.code, '/', 1) end as name,
    judged.code,
    left(
        case name
            when 'order_number' then sent.order_number
            when 'line' then coalesce(sent.line, cast(judged.line as varchar))
            when 'ordered_at' then sent.ordered_at
            when 'customer_ref' then sent.customer_ref
            when 'partner' then sent.partner
            when 'sku' then sent.sku
            when 'product_name' then sent.product_name
            when 'quantity' then sent.quantity
            when 'unit_price' then sent.unit_price
            when 'currency' then coalesce(sent.currency, judged.currency)
            when 'country' then sent.country
        end,
        1000
    )
from judged_line as judged
join sent_line as sent on sent.record_number = judged.record_number
where judged.outcome = 'skipped'
order by judged.record_number
