-- how many merges and reverts have changed the partner's products so far
select merges from partner where partner_id = $partner_id
