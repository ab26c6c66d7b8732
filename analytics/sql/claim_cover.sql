-- one more step: whoever works out cells at the same time cannot commit, too
update revenue_cover set steps = steps + 1
