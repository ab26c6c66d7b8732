-- how many differences each partner alone has; null for what is no partner's alone
select partner_id, count(*) as differences from difference group by partner_id
