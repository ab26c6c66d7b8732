-- the availability that a folded word of the closed list means, null for any other word
-- (patterns instead of `in`, which the planner would turn into joins over every record)
create or replace temp macro listed_availability(word) as
case
    when regexp_full_match(word, 'in ?stock|available|yes|true|1|y') then 'in_stock'
    when regexp_full_match(word, 'out of stock|outofstock|sold ?out|unavailable|no|false|0|n')
        then 'out_of_stock'
    when regexp_full_match(word, 'pre ?order') then 'preorder'
    when regexp_full_match(word, 'back ?order|on backorder|available for order') then 'backorder'
    when regexp_full_match(word, 'discontinued|obsolete') then 'discontinued'
end
