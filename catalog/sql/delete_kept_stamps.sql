-- what was kept of the partners is gone
delete from kept.stamp
where list_contains($partner_ids, partner_id)
