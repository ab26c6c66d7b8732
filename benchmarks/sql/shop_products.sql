-- products as shops have them, those of one partner after those of the other, in the order in
-- which they came: each changed last by some feed of its partner, in 200 categories, of 500 brands
insert into product by name
select
    product_id, partner_id, 'SKU-' || lpad(cast(product_id as varchar), 8, '0') as sku,
    ['Lamp', 'Chair', 'Rug', 'Shelf', 'Table', 'Mirror', 'Vase', 'Clock'][1 + mixed % 8]
        || ' ' || ['Oslo', 'Turin', 'Porto', 'Lund', 'Ghent', 'Graz'][1 + (mixed // 8) % 6]
        || ' ' || product_id % $products_each as product_name,
    case currency when 'JPY' then 100 + mixed % 20000 else 1 + (mixed % 20000) / 100 end as price,
    currency,
    case
        when mixed % 100 < 3 then 'out_of_stock' when mixed % 100 < 5 then 'preorder'
        else 'in_stock'
    end as availability,
    5000 + mixed % 500 as quantity,
    'A ' || lower(product_name) || ' for rooms of every size, made to last, number '
        || md5(cast(product_id as varchar)) as description,
    case when mixed % 40 > 0 then 'Brand ' || hash(product_id, 1) % 500 end as brand,
    'Department ' || hash(product_id, 2) % 8 || ' > Group ' || hash(product_id, 3) % 5
        || ' > Shelf ' || hash(product_id, 4) % 5 as category,
    'https://shop.example/p/' || product_id as link,
    'https://shop.example/i/' || product_id || '.jpg' as image_link,
    '{"colour": "' || ['red', 'blue', 'oak', 'white'][1 + (mixed // 48) % 4] || '"}' as attributes,
    false as availability_derived,
    mixed % 33 > 0 or (product_id % $products_each) % $apart = 0 as is_active,
    $begins_at::timestamptz as created_at,
    created_at + to_hours(cast(6 * feed_number as integer)) as updated_at,
    cast(md5('feed ' || (partner_id - 1)) as uuid) as first_feed_id,
    cast(md5('feed ' || feed_number) as uuid) as last_feed_id, last_feed_id as price_feed_id,
    $ends_at::timestamptz - to_hours(cast(mixed % 1440 as integer)) as quantity_counted_at
from (
    select
        product_id, cast(hash(product_id) // 2 as bigint) as mixed,
        1 + product_id // $products_each as partner_id,
        partner_id - 1 + 20 * (cast(hash(product_id, 7) % 146 as bigint)) as feed_number,
        case when partner_id % 10 < 6 then 'EUR' when partner_id % 10 < 9 then 'USD' else 'JPY' end
            as currency
    from range($products) as each_of_them(product_id)
)
