-- net: gross less refunds
create or replace macro measure_net(gross, refunds) as
    measure_gross(gross) - measure_refunds(refunds)
