-- nothing changes, but whoever works out cells at the same time does not commit
update revenue_cover set zone = zone
