-- what each record does to the catalog: its action, the product's values after it, all findings;
-- reads only `incoming`, `catalog`, `constant`, `repeated` and the currencies. A view: what is
-- kept of it is the narrow `verdict`, and the values go from here to the products
create or replace temp view outcome as
with matched as not materialized (
    select
        incoming.* exclude (price, currency, availability, quantity, sale_price, findings),
        incoming.price as price_sent,
        incoming.currency as currency_sent,
        incoming.availability as availability_sent,
        incoming.quantity as quantity_sent,
        incoming.sale_price as sale_sent,
        incoming.findings as own_findings,
        catalog as old,
        catalog.product_id as product_id,
        constant as constants,
        catalog.product_id is not null and getvariable('mode') <> 'full' as keeps,
        repeated.last_record as winner,
        repeated.last_line as winner_line
    from incoming
    left join catalog on catalog.sku = incoming.sku
    left join repeated
        on repeated.sku = incoming.sku
        and repeated.last_record > {
            'shard_no': incoming.shard_no, 'record_number': incoming.record_number
        }
    cross join constant
),
merged as not materialized (
    select
        * exclude (
            product_name, description, brand, category, gtin, mpn, image_link, link, condition,
            availability_date, attributes
        ),
        merged_value('product_name', product_name, constants.product_name, old.product_name, keeps, cleared)
            as product_name,
        case
            when is_cleared('price', cleared) then null
            when has_price_cell then price_sent
            when keeps then old.price
            else constants.price
        end as price,
        case
            when is_cleared('currency', cleared) then null
            when currency_sent is not null then currency_sent
            when price_currencies is not null and keeps
                then meant_currency(price_currencies, old.currency)
            when price_currencies is not null
                then meant_currency(price_currencies, constants.currency)
            when keeps then old.currency
            else constants.currency
        end as currency,
        case
            when is_cleared('quantity', cleared) or has_quantity_word then null
            when quantity_sent is not null then quantity_sent
            when keeps then old.quantity
            else constants.quantity
        end as quantity,
        case
            when is_cleared('sale_price', cleared) then null
            when sale_sent is not null then sale_sent
            when keeps then old.sale_price
            else constants.sale_price
        end as sale_wanted,
        merged_value('description', description, constants.description, old.description, keeps, cleared)
            as description,
        merged_value('brand', brand, constants.brand, old.brand, keeps, cleared)
            as brand,
        merged_value('category', category, constants.category, old.category, keeps, cleared)
            as category,
        case
            when has_unread_gtin then old.gtin
            else merged_value('gtin', gtin, constants.gtin, old.gtin, keeps, cleared)
        end as gtin,
        merged_value('mpn', mpn, constants.mpn, old.mpn, keeps, cleared)
            as mpn,
        merged_value('image_link', image_link, constants.image_link, old.image_link, keeps, cleared)
            as image_link,
        merged_value('link', link, constants.link, old.link, keeps, cleared)
            as link,
        merged_value('condition', condition, constants.condition, old.condition, keeps, cleared)
            as condition,
        merged_value('availability_date', availability_date, constants.availability_date, old.availability_date, keeps, cleared)
            as availability_date,
        case
            when keeps then merged_attributes(old.attributes, attributes)
            when getvariable('mode') <> 'full' then merged_attributes('{}', attributes)
            else attributes
        end as attributes
    from matched
),
available as not materialized (
    select
        *,
        -- a stored word stays, unless the record says that its quantity decides; a derived one
        -- follows the quantity
        case
            when availability_sent is not null or is_cleared('availability', cleared) then false
            when keeps and not old.availability_derived and not follows_quantity then false
            when keeps then true
            else quantity_sent is not null
        end as availability_derived,
        case
            when is_cleared('availability', cleared) then null
            when availability_sent is not null then availability_sent
            when keeps and not old.availability_derived and not follows_quantity
                then old.availability
            when quantity_sent is not null
                then case when quantity_sent > 0 then 'in_stock' else 'out_of_stock' end
            when keeps then old.availability
            else constants.availability
        end as availability,
        case
            when sale_wanted is null then null
            when sale_sent is not null and sale_currencies is not null
                and not list_contains(sale_currencies, currency)
                then 'price/sale_invalid'
            when sale_wanted > price then 'price/sale_above_price'
            when sale_wanted = price then 'price/sale_equals_price'
        end as sale_code
    from merged
),
checked as not materialized (
    -- an unknown product of a supplemental feed lacks everything: that one reason is enough;
    -- a record that is no product lacks nothing
    select
        available.*,
        getvariable('mode') = 'supplemental' and product_id is null and is_product as is_unknown,
        case when sale_code is null then sale_wanted end as sale_price,
        case
            when is_unknown and available.sku is not null then 'sku/unknown'
        end as unknown_code,
        case when winner is not null then 'sku/duplicate_in_feed' end as duplicate_code,
        case when product_name is null and is_product and not is_unknown then 'product_name/missing' end as name_code,
        case when price is null and not has_price_cell and is_product and not is_unknown then 'price/missing' end as price_code,
        case
            when available.currency is null and not has_currency_cell and is_product
                and not is_unknown
                then 'currency/missing'
        end as currency_code,
        case
            when availability is null and not has_availability_cell and not has_unread_quantity
                and is_product and not is_unknown
                then 'availability/missing'
        end as availability_code,
        case
            when price <> trunc(price) and (price * minor_units) <> trunc(price * minor_units)
                then 'price/minor_unit'
        end as minor_code
    from available
    left join currencies as minor on minor.code = available.currency
),
found as not materialized (
    select
        *,
        case
            when coalesce(
                unknown_code, duplicate_code, name_code, price_code, currency_code,
                availability_code, minor_code, sale_code
            ) is not null
                then list_filter(
                    [
                        finding(unknown_code, 'sku', sku, null, null),
                        finding(duplicate_code, 'sku', sku, null, winner_line::varchar),
                        finding(name_code, 'product_name', null, null, null),
                        finding(price_code, 'price', null, null, null),
                        finding(currency_code, 'currency', null, null, null),
                        finding(availability_code, 'availability', null, null, null),
                        finding(minor_code, 'price', price::varchar, null, currency),
                        finding(
                            sale_code, 'sale_price', sale_wanted::varchar, null, price::varchar
                        )
                    ],
                    lambda each: each is not null
                )
        end as merged_findings
    from checked
),
judged as not materialized (
    select
        * exclude (own_findings, merged_findings),
        case
            when own_findings is not null or merged_findings is not null
                then list_concat(own_findings, merged_findings)
        end as findings,
        (own_findings is not null or merged_findings is not null)
        and len(list_filter(
            list_concat(own_findings, merged_findings), lambda each: is_skipping(each.code)
        )) > 0 as is_skipped
    from found
)
select
    shard_no, record_number, line_number, product_id, sku, product_name, price, currency,
    availability, quantity, sale_price, description, brand, category, gtin, mpn, image_link, link,
    condition, availability_date, attributes, availability_derived,
    quantity_sent is not null as has_quantity,
    case when findings is null then record_hash end as record_hash,
    case when getvariable('mode') = 'supplemental' then old.is_active else true end as is_active,
    findings,
    coalesce(abs(price - old.price) > old.price / 2, false) as is_price_jump,
    product_id is not null and currency is distinct from old.currency as changes_currency,
    case
        when is_skipped then 'skipped'
        when product_id is null then 'inserted'
        when product_name is distinct from old.product_name
            or price is distinct from old.price
            or currency is distinct from old.currency
            or availability is distinct from old.availability
            or quantity is distinct from old.quantity
            or sale_price is distinct from old.sale_price
            or description is distinct from old.description
            or brand is distinct from old.brand
            or category is distinct from old.category
            or gtin is distinct from old.gtin
            or mpn is distinct from old.mpn
            or image_link is distinct from old.image_link
            or link is distinct from old.link
            or condition is distinct from old.condition
            or availability_date is distinct from old.availability_date
            or attributes is distinct from old.attributes
            or (getvariable('mode') <> 'supplemental' and not old.is_active)
            then 'updated'
        else 'unchanged'
    end as action
from judged
