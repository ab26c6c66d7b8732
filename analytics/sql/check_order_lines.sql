-- the orders without lines, with a line twice, or with lines of another currency, country or time,
-- and the lines without an order. A past order of refunds alone has none
with summed as (
    select
        order_id, count(*) as lines,
        -- as bits, as to count them apart takes as long as all else. Two of them may share one
        bit_count(bit_or(1::ubigint << (line & 63))) as numbers,
        min(currency) as first_currency, max(currency) as last_currency,
        min(ordered_at) as first_at, max(ordered_at) as last_at,
        min(country) as first_country, max(country) as last_country,
        count(country) as with_country,
        min(partner_id) as first_partner_id, max(partner_id) as last_partner_id
    from order_item
    group by order_id
),
counted as (
    select order_id, count(distinct line) as numbers
    from order_item
    where order_id in (select order_id from summed where lines <> numbers)
    group by order_id
),
judged as (
    select
        case
            when ordered.order_id is not null
                then case when len(partner_ids) = 1 then partner_ids[1] end
            when first_partner_id = last_partner_id then first_partner_id
        end as partner_id,
        order_id, ordered.order_number, coalesce(summed.lines, 0) as lines,
        case
            when ordered.order_id is null then 'the order is not there'
            when summed.order_id is null
                then case when imported_from is null then 'has no lines' end
            when lines <> counted.numbers then 'has a line more than once'
            when first_currency <> currency or last_currency <> currency
                then 'has lines in another currency'
            when first_country is distinct from country or last_country is distinct from country
                or with_country not in (0, lines)
                then 'has lines of another country'
            -- past lines may have a time each, and the first of them is the order's
            when first_at <> ordered_at or (imported_from is null and last_at <> ordered_at)
                then 'has lines of another time'
        end as fault
    from customer_order as ordered
    full join summed using (order_id)
    left join counted using (order_id)
)
select * from judged where fault is not null
