-- the products that a filter names, to be read from by other statements
select *
from product
where ($partner_id is null or partner_id = $partner_id)
    and ($sku is null or sku = $sku)
    and (
        $q is null
        or $pattern is not null
        or contains(lower(sku), lower($q))
        or contains(lower(product_name), lower($q))
        or contains(lower(brand), lower($q))
    )
    -- the same as a pattern, in which no character means anything else: it takes less by a quarter
    and (
        $pattern is null
        or sku ilike $pattern
        or product_name ilike $pattern
        or brand ilike $pattern
    )
    -- what holds the text holds its digits and marks as they are, which is sooner looked for
    and (
        $caseless is null
        or contains(sku, $caseless)
        or contains(product_name, $caseless)
        or contains(brand, $caseless)
    )
    and ($category is null or category = $category)
    and ($brand is null or brand = $brand)
    and ($availability is null or availability = $availability)
    and ($min_price is null or price >= $min_price)
    and ($max_price is null or price <= $max_price)
    and ($currency is null or currency = $currency)
    and ($active is null or is_active = $active)
    and ($updated_since is null or updated_at >= $updated_since)
