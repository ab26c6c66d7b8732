-- the availability of a variant, null where its quantity decides
create or replace temp macro shopify_availability(status, is_tracked, policy, quantity) as
case
    when regexp_full_match(lower(status), 'draft|archived') then 'discontinued'
    when not is_tracked then 'in stock'
    when lower(policy) = 'continue' and try_cast(quantity as decimal(18, 4)) <= 0 then 'backorder'
end
