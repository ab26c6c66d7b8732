-- the file without the products that are told anew, or are gone
delete from published.products
where product_id in (select product_id from changed_product)
