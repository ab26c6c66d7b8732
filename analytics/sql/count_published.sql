-- how many lines and refunds the published file has
select order_items + refunds as "published rows" from reconciled_file.about
