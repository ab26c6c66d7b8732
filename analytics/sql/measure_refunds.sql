-- refunds: what was given back, of amounts that are each null or that of refunds and cancellations
create or replace macro measure_refunds(refunds) as
    cast(coalesce(sum(refunds), 0) as decimal(38, 4))
