-- each record beside the product of its SKU: the product's values after it, and what is wrong with
-- them; reads only `incoming`, `catalog`, `constant`, `repeated` and the currencies
create or replace temp view compared as
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
            when is_cleared('currency', cleared) or has_unread_currency then null
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
            when has_unread_sale then null
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
            when has_quantity_word and not has_availability_cell then true
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
            when constants.availability is not null then constants.availability
            when constants.quantity > 0 then 'in_stock'
            when constants.quantity <= 0 then 'out_of_stock'
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
)
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
        when available.currency is null and is_product and not is_unknown
            and (not has_currency_cell or is_cleared('currency', cleared))
            then 'currency/missing'
    end as currency_code,
    case
        when availability is null and not has_availability_cell and is_product
            and not is_unknown
            and (not has_unread_quantity or is_cleared('availability', cleared))
            then 'availability/missing'
    end as availability_code,
    case
        when price <> trunc(price)
            and case minor_units
                when 100 then price <> round(price, 2)  -- most of them, and ten times as fast
                else price::decimal(38, 4) * minor_units
                    <> trunc(price::decimal(38, 4) * minor_units)
            end
            then 'price/minor_unit'
    end as minor_code
from available
left join currencies as minor on minor.code = available.currency
