-- an order in one call: the order's id, or null where a line cannot be met and nothing is written
create function place_order(p_owner text, p_key text, p_skus text[], p_units bigint[])
returns bigint
language plpgsql
as $$
declare
    v_order bigint := nextval('order_number_seq');
    v_products bigint[];
    v_names text[];
    v_prices numeric[];
    v_currency text;
    v_skus text[];
    v_units bigint[];
    v_met boolean;
begin
    insert into idempotency_key (owner, key, order_id)
    values (p_owner, p_key, v_order)
    on conflict do nothing;
    if not found then
        select order_id into v_order from idempotency_key where owner = p_owner and key = p_key;
        return v_order;
    end if;

    -- all rows are locked in one order, so that no two orders wait for each other
    select
        array_agg(product_id), array_agg(product_name), array_agg(unit_price), min(currency),
        array_agg(sku), array_agg(units),
        count(*) = cardinality(p_skus) and min(currency) = max(currency) and bool_and(
            is_active and availability in ('in stock', 'preorder', 'backorder')
            and unit_price > 0 and (quantity is null or quantity >= units)
        )
    into v_products, v_names, v_prices, v_currency, v_skus, v_units, v_met
    from (
        select
            product.product_id, product.product_name, product.is_active, product.availability,
            coalesce(product.sale_price, product.price) as unit_price, product.currency,
            product.quantity, line.sku, line.units
        from unnest(p_skus, p_units) as line(sku, units)
        join product on product.partner = 'bench' and product.sku = line.sku
        order by product.product_id
        for update of product
    ) as locked;
    if not coalesce(v_met, false) then
        delete from idempotency_key where owner = p_owner and key = p_key;
        insert into order_refusal (refusal_id, sku, requested)
        select v_order, line.* from unnest(p_skus, p_units) as line;
        return null;
    end if;

    update product set quantity = product.quantity - line.units
    from unnest(v_products, v_units) as line(product_id, units)
    where product.product_id = line.product_id;
    insert into customer_order (order_id, order_number, status, currency, total, customer_ref, owner)
    select
        v_order, 'PG-' || v_order, 'CONFIRMED', v_currency, sum(round(price * units, 2)),
        'benchmark', p_owner
    from unnest(v_prices, v_units) as line(price, units);
    insert into order_item
    select v_order, number, product_id, sku, name, price, units, round(price * units, 2)
    from unnest(v_products, v_skus, v_names, v_prices, v_units) with ordinality
        as line(product_id, sku, name, price, units, number);
    return v_order;
end
$$;
