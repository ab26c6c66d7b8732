-- gross: what was ordered, of amounts that are each null or the total of lines placed
create or replace macro measure_gross(gross) as cast(coalesce(sum(gross), 0) as decimal(38, 4))
