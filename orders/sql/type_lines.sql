-- the order lines sent, typed, each with the code of the first thing wrong with it, if any.
-- What has a negative quantity or price is a refund, its units and amount positive
create or replace temp table typed_line as
with numbered as (
    select
        *,
        -- among all records of its order, whatever is wrong with them: mended, each has it again
        case when order_number is not null
            then row_number() over (partition by order_number order by record_number)
        end as position,
        coalesce(currency, $currency) as currency_code,
        coalesce(partner, $partner) as partner_code,
        case
            when not regexp_full_match(
                ordered_at,
                '\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?'
            ) then null
            when regexp_matches(ordered_at, ':.*(Z|[+-]\d{2}:?\d{2})$')
                then try_cast(ordered_at as timestamptz)
            else timezone($zone, try_cast(ordered_at as timestamp))
        end as moment,
        regexp_full_match(quantity, '[+-]?\d+(\.\d+)?') as is_quantity,
        -- of 18 digits at most: the least bigint has no abs()
        cast(try_cast(regexp_extract(quantity, '^\+?(-?\d+)', 1) as decimal(18, 0)) as bigint)
            as units,
        regexp_full_match(unit_price, '[+-]?\d+(\.\d+)?') as is_price,
        try_cast(ltrim(unit_price, '+') as decimal(18, 4)) as price
    from sent_line
),
priced as (
    select
        numbered.*, minor_unit,
        cast(abs(price) as decimal(18, 4)) * cast(abs(units) as decimal(20, 0)) as product
    from numbered
    left join currency on currency.code = currency_code
),
rounded as (
    select
        *,
        -- each of one type: of several scales, a case takes the least
        case minor_unit
            when 0 then cast(round(product, 0) as decimal(38, 4))
            when 1 then cast(round(product, 1) as decimal(38, 4))
            when 2 then cast(round(product, 2) as decimal(38, 4))
            when 3 then cast(round(product, 3) as decimal(38, 4))
            else product
        end as amount
    from priced
)
select
    record_number, line_number, order_number,
    coalesce(try_cast(line as integer), position) as line,
    moment, cast(timezone($zone, moment) as date) as day, customer_ref, country,
    partner_code as partner, sku, coalesce(product_name, sku) as product_name,
    currency_code as currency, units < 0 or price < 0 as is_refund,
    abs(units) as quantity, price as unit_price, try_cast(amount as decimal(18, 4)) as amount,
    case
        when row_problem is not null then row_problem
        when order_number is null then 'order_number/missing'
        when length(order_number) > 100 then 'order_number/too_long'
        when not has_order then 'order_number/unknown'
        when not regexp_full_match(line, '\d{1,9}') then 'line/invalid'
        when ordered_at is null then 'ordered_at/missing'
        when moment is null or moment < timestamptz '1900-01-01' then 'ordered_at/invalid'
        when moment > $asked_at::timestamptz + interval 1 day then 'ordered_at/future'
        when length(customer_ref) > 200 then 'customer_ref/too_long'
        when partner_code is null then 'partner/missing'
        when not regexp_full_match(partner_code, $partner_pattern) then 'partner/invalid'
        when sku is null then 'sku/missing'
        when length(sku) > 255 then 'sku/too_long'
        when length(product_name) > 1000 then 'product_name/too_long'
        when quantity is null then 'quantity/missing'
        when not is_quantity then 'quantity/invalid'
        when regexp_matches(quantity, '\.\d*[1-9]') then 'quantity/not_whole'
        when units = 0 then 'quantity/zero'
        when units is null or abs(units) > 1000000000 then 'quantity/too_large'
        when unit_price is null then 'unit_price/missing'
        when not is_price then 'unit_price/invalid'
        when regexp_matches(unit_price, '\.\d{4}\d*[1-9]') then 'unit_price/too_precise'
        when price is null then 'unit_price/too_large'
        when units < 0 and price < 0 then 'unit_price/ambiguous'
        when currency_code is null then 'currency/missing'
        when minor_unit is null then 'currency/unknown'
        when try_cast(amount as decimal(18, 4)) is null then 'unit_price/too_large'
        when length(country) > 100 then 'country/too_long'
    end as code
from rounded
