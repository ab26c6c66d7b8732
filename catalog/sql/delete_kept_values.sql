-- what was kept of the partners is gone
delete from kept.value_count
where list_contains($partner_ids, partner_id)
