-- digits with marks as a number that a cast reads, or '!invalid' or '!ambiguous' (section 5, numbers)
create or replace temp macro number_text(digits, decimal_mark) as
case
    when regexp_full_match(digits, '[+-]?[0-9]+([eE][+-]?[0-9]+)?') then digits
    -- one mark: decimal, unless three digits after one to three could be thousands
    when regexp_full_match(digits, '[+-]?([0-9]+[.,][0-9]*|[.,][0-9]+)([eE][+-]?[0-9]+)?')
        then case
            when not regexp_full_match(digits, '[+-]?(0?[1-9][0-9]?|00[1-9]|[1-9][0-9]{2})[.,][0-9]{3}')
                then replace(digits, ',', '.')
            when decimal_mark is null then '!ambiguous'
            when contains(digits, decimal_mark) then replace(digits, ',', '.')
            else regexp_replace(digits, '[.,]', '')
        end
    -- thousands by commas, in threes or the Indian way, perhaps with decimals after a point
    when regexp_full_match(digits, '[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,2}(,[0-9]{2})+,[0-9]{3})([.][0-9]*)?')
        then replace(digits, ',', '')
    -- the same with the marks changed over
    when regexp_full_match(digits, '[+-]?([0-9]{1,3}([.][0-9]{3})+|[0-9]{1,2}([.][0-9]{2})+[.][0-9]{3})(,[0-9]*)?')
        then replace(replace(digits, '.', ''), ',', '.')
    else '!invalid'
end
