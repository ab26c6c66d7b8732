-- no product is known to be absent from a file of which only the head is there
create or replace temp table absent as
select null::bigint as product_id
limit 0
