-- how many products a partner has
select count(*) as products from product where partner_id = $partner_id
