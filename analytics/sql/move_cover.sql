-- the cells have looked at all rows up to these; a step of its own, as conflicts are of a column
update revenue_cover
set zone = $zone, last_item = $last_item, last_refund = $last_refund, items = $items,
    refunds = $refunds, steps = steps + 1
