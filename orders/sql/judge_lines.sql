-- what becomes of each line sent: inserted, unchanged, or skipped for the reason `code`
create or replace temp table judged_line as
with placed as (
    select
        line.* exclude (code, customer_ref, country),
        past.order_id, past.is_known, past.customer_ref, past.country,
        case
            when line.code is not null then line.code
            when line.currency <> past.currency then 'currency/conflict'
            when line.customer_ref <> past.customer_ref then 'customer_ref/conflict'
            when line.country is not null and line.country is distinct from past.country
                then 'country/conflict'
            when not line.is_refund and line.day <> past.day then 'ordered_at/conflict'
        end as code,
        past.is_cancelled, past.known_total,
        {
            'is_refund': line.is_refund, 'partner': line.partner, 'sku': line.sku,
            'product_name': line.product_name, 'quantity': line.quantity,
            'unit_price': case when not line.is_refund then line.unit_price end,
            'amount': line.amount, 'moment': line.moment
        } as content
    from typed_line as line
    left join past_order as past on line.code is null and past.order_number = line.order_number
),
known as (
    select
        order_id, line,
        {
            'is_refund': is_refund, 'partner': partner.code, 'sku': sku,
            'product_name': product_name, 'quantity': quantity, 'unit_price': unit_price,
            'amount': amount, 'moment': moment
        } as content
    from known_line
    join partner using (partner_id)
),
-- in a file, too, the first line of an identity stands
first_of as (
    select order_id, line, min(record_number) as record_number
    from placed
    where code is null
    group by order_id, line
),
first_line as (
    select first_of.*, placed.content
    from first_of
    join placed using (record_number)
),
compared as (
    select
        placed.*, known.order_id is not null as is_there,
        coalesce(known.content, first_line.content) is not distinct from placed.content as is_same,
        first_line.record_number = placed.record_number as is_first
    from placed
    left join known
        on placed.code is null and known.order_id = placed.order_id and known.line = placed.line
    left join first_line
        on placed.code is null and first_line.order_id = placed.order_id
        and first_line.line = placed.line
),
told as (
    select *, code is null and is_same and is_first and not is_there as is_new
    from compared
),
reasoned as (
    select
        * exclude (code),
        case
            when code is not null then code
            when not is_same then 'line/changed'
            when is_there or not is_first then null
            when is_cancelled then 'order_number/cancelled'
            when not is_refund
                and known_total + sum(amount) filter (is_new and not is_refund)
                    over (partition by order_id) >= 100000000000000
                then 'unit_price/too_large'
        end as code
    from told
)
select
    * exclude (content, is_there, is_same, is_first, is_cancelled, known_total, is_new),
    case
        when code is not null then 'skipped'
        when is_there or not is_first then 'unchanged'
        else 'inserted'
    end as outcome
from reasoned
