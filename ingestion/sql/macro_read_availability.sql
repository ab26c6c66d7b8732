-- the availability that a cell means: the partner's own words first, then the closed list
create or replace temp macro read_availability(cell, own_words, own_meanings) as
case
    when cell is null then null
    when cell in ('in_stock', 'out_of_stock', 'preorder', 'backorder', 'discontinued')
        and len(own_words::varchar[]) = 0
        then cell
    else coalesce(
        list_extract(
            own_meanings::varchar[], list_position(own_words::varchar[], folded_word(cell))
        ),
        listed_availability(folded_word(cell))
    )
end
