-- what partners are called
select partner_id, code from partner
