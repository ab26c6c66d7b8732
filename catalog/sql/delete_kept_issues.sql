-- what was kept of the partners is gone
delete from kept.open_issue
where list_contains($partner_ids, partner_id)
