-- the availability that a folded word of the closed list means, null for any other word
create or replace temp macro listed_availability(word) as
case
    when word in ('in stock', 'instock', 'available', 'yes', 'true', '1', 'y') then 'in_stock'
    when word in (
        'out of stock', 'outofstock', 'sold out', 'soldout', 'unavailable', 'no', 'false', '0', 'n'
    ) then 'out_of_stock'
    when word in ('preorder', 'pre order') then 'preorder'
    when word in ('backorder', 'back order', 'on backorder', 'available for order')
        then 'backorder'
    when word in ('discontinued', 'obsolete') then 'discontinued'
end
