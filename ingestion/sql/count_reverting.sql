-- how many products the revert restores, removes, keeps for orders, and leaves alone; one row
select
    count(*) filter (where outcome = 'restored') as restored,
    count(*) filter (where outcome = 'removed') as removed,
    count(*) filter (where outcome = 'kept_for_orders') as kept_for_orders,
    count(*) filter (where outcome = 'changed_since') as changed_since
from reverting
