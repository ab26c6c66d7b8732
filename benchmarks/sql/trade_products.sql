-- so many products of each partner, in 200 categories and of 500 brands
insert into product by name
select
    (partner_id - 1) * $products_each + number as product_id, partner_id, 'SKU-' || number as sku,
    'Product ' || number as product_name,
    case currency when 'JPY' then 100 + hash(product_id) % 20000
    else 1 + hash(product_id) % 20000 / 100 end as price,
    currency, 'in_stock' as availability, 'Brand ' || hash(product_id, 1) % 500 as brand,
    'Department ' || hash(product_id, 2) % 8 || ' > Group ' || hash(product_id, 3) % 5
        || ' > Shelf ' || hash(product_id, 4) % 5 as category,
    false as availability_derived, true as is_active, timestamptz '2024-11-01' as created_at,
    timestamptz '2024-11-01' as updated_at, uuid() as first_feed_id, uuid() as last_feed_id,
    uuid() as price_feed_id
from (
    select
        partner_id,
        case when partner_id % 10 < 6 then 'EUR' when partner_id % 10 < 9 then 'USD' else 'JPY' end
            as currency
    from partner
), range($products_each) as product(number)
order by product_id
