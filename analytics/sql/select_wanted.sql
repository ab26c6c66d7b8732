-- a page of what was wanted and refused, a row for each product and currency, the most lost first;
-- `lost` is what the units would have cost at the price of then, as far as one is known. The reason
-- is that of the last refusal
with wanted as (
    select
        product_id, partner, sku, arg_max(product_name, refused_at) as product_name, currency,
        count(*) as lines, cast(sum(requested) as bigint) as units,
        cast(sum(requested * unit_price) as decimal(38, 4)) as lost,
        list_sort(list(distinct code)) as codes, max(refused_at) as last_refused_at,
        arg_max(
            struct_pack(
                kind := kind, changed_at := changed_at, feed_id := feed_id, by_revert := by_revert,
                before := before, after := after, price_before := price_before,
                price_after := price_after, currency_before := currency_before,
                currency_after := currency_after
            ),
            refused_at
        ) as because
    from refused
    where $currency is null or currency = $currency or currency is null
    group by product_id, partner, sku, currency
),
keyed as (
    select
        *,
        row(
            lost is null, -coalesce(lost, 0), -units, partner, sku, coalesce(currency, ''),
            coalesce(product_id, 0)
        ) as place
    from wanted
)
select * exclude (place)
from keyed
where $after_sku is null
    or place > row(
        $after_lost::decimal(38, 4) is null, -coalesce($after_lost::decimal(38, 4), 0),
        -$after_units::bigint, $after_partner::varchar, $after_sku::varchar,
        $after_currency::varchar, $after_product::bigint
    )
order by place
limit $limit
