-- the availability that a cell means: the partner's own words first, then the closed list;
-- the commonest spellings need no folding
create or replace temp macro read_availability(cell, own_words, own_meanings) as
case
    when cell is null then null
    when len(own_words::varchar[]) = 0 and cell in ('in stock', 'in_stock') then 'in_stock'
    when len(own_words::varchar[]) = 0 and cell in ('out of stock', 'out_of_stock')
        then 'out_of_stock'
    else coalesce(
        list_extract(
            own_meanings::varchar[], list_position(own_words::varchar[], folded_word(cell))
        ),
        listed_availability(folded_word(cell))
    )
end
