-- one more step, if none came between: whoever works out cells at the same time cannot commit, too
update revenue_cover
set steps = steps + 1
where $steps is null or steps = $steps
returning steps
