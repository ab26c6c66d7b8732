-- raw cells as typed values, each record with the findings that it has by itself;
-- reads only `raw` (text columns by field name) and the macros; a projection alone, so that the
-- records stay in the order of the file
create or replace temp table record as
with plain as not materialized (
    select
        *,
        is_plain_number(price) as has_plain_price,
        is_plain_number(quantity) as has_plain_quantity
    from raw
),
part as not materialized (
    select
        *,
        case when price is not null and not has_plain_price then price_parts(price) end
            as price_part,
        case
            when sale_price is not null and not is_plain_number(sale_price)
                then price_parts(sale_price)
        end as sale_part,
        read_availability(availability, $own_words, $own_meanings) as availability_word,
        case
            when not has_plain_quantity
                and not regexp_full_match(joined_digits(quantity), '[+-]?[0-9.,]+([eE][+-]?[0-9]+)?')
                then read_availability(quantity, $own_words, $own_meanings)
        end as quantity_word,
        case when regexp_full_match(gtin, '[0-9]{8}|[0-9]{12,14}') then gtin::bigint end
            as gtin_number,
        upper(currency) as currency_code,
        row_problem is null or not is_no_product(row_problem) as is_product
    from plain
),
text as not materialized (
    select
        * exclude (price_part, sale_part),
        case
            when has_plain_price then price
            when price_part.number = '' then '!invalid'
            when price_part.sign <> '' and regexp_matches(price_part.number, '^[+-]')
                then '!invalid'
            when price is not null
                then price_part.sign || number_text(price_part.number, $decimal_mark)
        end as price_text,
        part_currencies(price_part) as price_currencies,
        part_currencies(sale_part) as sale_currencies,
        case
            when is_plain_number(sale_price) then sale_price
            when sale_part.number = '' or sale_part.sign = '-' then '!invalid'
            when sale_price is not null then number_text(sale_part.number, $decimal_mark)
        end as sale_text,
        case
            when has_plain_quantity then quantity
            when quantity is not null and quantity_word is null
                then number_text(joined_digits(quantity), $decimal_mark)
        end as quantity_text
    from part
),
value as not materialized (
    select
        *,
        divided(price_text, $divisor_units, $divisor_scale) as price_value,
        divided(sale_text, $divisor_units, $divisor_scale) as sale_value,
        try_cast(quantity_text as decimal(18, 4)) as quantity_value
    from text
),
coded as not materialized (
    select
        *,
        case
            when sku is null and is_product then 'sku/missing'
            when length(sku) > 255 then 'sku/too_long'
        end as sku_code,
        case
            when price is null then null
            when ends_with(price_text, '!ambiguous') then 'price/ambiguous'
            when price_value is null or price_currencies = [] then 'price/invalid'
            when price_value <= 0 then 'price/not_positive'
        end as price_code,
        case
            when price_currencies = [] then null
            when has_plain_price and $divisor_units = $divisor_scale then null
            when price_value is not null
                and has_more_decimals(price_text, $divisor_units, $divisor_scale)
                then 'price/too_many_decimals'
        end as price_warning,
        case
            when sale_value > 0 and has_more_decimals(sale_text, $divisor_units, $divisor_scale)
                then 'price/too_many_decimals'
        end as sale_warning,
        case
            when price_currencies = ['?'] then 'currency/unknown'
            when currency is null then null
            when not is_currency(currency_code) then 'currency/unknown'
            when len(price_currencies) > 0 and not list_contains(price_currencies, currency_code)
                then 'currency/conflict'
        end as currency_problem,
        case
            when availability is not null and availability_word is null
                then 'availability/unknown_value'
        end as availability_code,
        case
            when quantity is null or quantity_word is not null then null
            when quantity_text = '!ambiguous' then 'quantity/ambiguous'
            when quantity_value is null then 'quantity/invalid'
            when quantity_value < 0 then 'quantity/negative'
        end as quantity_code,
        case
            when quantity_value <> trunc(quantity_value)
                or (not has_plain_quantity and has_more_decimals(quantity_text, 1, 1))
                then 'quantity/not_whole'
        end as fraction_code,
        case
            when sale_price is null then null
            when sale_value is null or sale_value <= 0 then 'price/sale_invalid'
            when sale_currencies = [] or sale_currencies = ['?'] then 'price/sale_invalid'
        end as sale_code,
        case
            when gtin is null then null
            when gtin_number is not null
                then case when not has_check_digit(gtin_number) then 'gtin/invalid' end
            when regexp_full_match(gtin, '[0-9]([.,][0-9]+)?[eE][+]?[0-9]{1,2}')
                then 'gtin/excel_scientific'
            else 'gtin/invalid'
        end as gtin_code
    from value
)
select
    shard_no, record_number, line_number, is_blank, inner_lines, sku, record_hash,
    has_quantity_cell, product_name,
    case when price_code is null then price_value end as price,
    case when currency_problem is null then currency_code end as currency,
    case when len(price_currencies) > 0 then price_currencies end as price_currencies,
    coalesce(availability_word, quantity_word) as availability,
    quantity_value as quantity,
    case when sale_code is null then sale_value end as sale_price,
    case when sale_code is null then sale_currencies end as sale_currencies,
    description, brand, category,
    case when gtin_code is null or gtin_code = 'gtin/invalid' then gtin end as gtin,
    mpn, image_link, link, condition, availability_date,
    attributes, cleared, is_product, follows_quantity,
    -- a word says that the quantity is not known; a number that cannot be read says nothing
    quantity_word is not null as has_quantity_word,
    coalesce(quantity_code = 'quantity/invalid' or quantity_code = 'quantity/ambiguous', false)
        as has_unread_quantity,
    coalesce(gtin_code = 'gtin/excel_scientific', false) as has_unread_gtin,
    sale_code is not null as has_unread_sale,
    currency_problem is not null as has_unread_currency,
    price is not null as has_price_cell,
    availability is not null as has_availability_cell,
    currency is not null or coalesce(len(price_currencies) > 0, false) as has_currency_cell,
    case
        when coalesce(
            row_problem, sku_code, price_code, price_warning, currency_problem,
            availability_code, quantity_code, fraction_code, sale_code, sale_warning, gtin_code
        ) is not null
            then list_filter(
                [
                    finding(row_problem, null, null, null, null),
                    finding(sku_code, 'sku', sku, null, null),
                    finding(price_code, 'price', price, null, null),
                    finding(price_warning, 'price', price, price_value::varchar, null),
                    finding(
                        currency_problem, case when currency is null then 'price' else 'currency' end,
                        coalesce(currency, price), null,
                        case when currency_problem = 'currency/conflict' then price end
                    ),
                    finding(availability_code, 'availability', availability, null, null),
                    finding(quantity_code, 'quantity', quantity, quantity_value::varchar, null),
                    finding(fraction_code, 'quantity', quantity, quantity_value::varchar, null),
                    finding(sale_code, 'sale_price', sale_price, null, null),
                    finding(sale_warning, 'sale_price', sale_price, sale_value::varchar, null),
                    finding(gtin_code, 'gtin', gtin, null, null)
                ],
                lambda each: each is not null
            )
    end as findings
from coded
