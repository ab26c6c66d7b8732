-- the partner, whose products have just been changed
update partner set merges = merges + 1 where partner_id = $partner_id
