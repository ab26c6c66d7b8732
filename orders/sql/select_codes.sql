-- each partner's code by its id
select partner_id, code from partner
