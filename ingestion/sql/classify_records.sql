-- what each record does to the catalog: its action, the product's values after it, all findings.
-- A view: what is kept of it is the narrow `verdict`, and the values go from here to the products
create or replace temp view outcome as
with found as not materialized (
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
    from compared
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
