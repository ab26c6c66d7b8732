-- a category with ' > ' between its parts, as category_path.py has it; '' for none
create or replace macro category_path(category) as
    case
        when contains(category, '>')
            then regexp_replace(
                trim(category, e' \t\r\n>'), '[ \t\r\n]*>[ \t\r\n>]*', ' > ', 'g'
            )
        when contains(category, '/')
            then regexp_replace(
                trim(regexp_extract(category, '^(?:[^,]|,[ \t\r\n])*'), e' \t\r\n/'),
                '[ \t\r\n]*/[ \t\r\n/]*', ' > ', 'g'
            )
        else trim(coalesce(category, ''), e' \t\r\n')
    end
