-- the before- and after-image of every product that the feed changes or no longer has
insert into product_change
select
    $feed_id as feed_id, product_id, action, changed_columns, before, after, now() as changed_at
from (from planned_update union all from planned_deactivation)
