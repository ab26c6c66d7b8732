-- all partners, and how many merges and reverts have changed their products so far
select partner_id, merges from partner
