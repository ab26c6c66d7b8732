-- the currencies that the code or symbol before or after a number may mean, null without any
create or replace temp macro part_currencies(part) as
case
    when part is null or (part.before = '' and part.after = '') then null
    when part.before = '' then symbol_currencies(rtrim(part.after, '.'))
    when part.after = '' then symbol_currencies(rtrim(part.before, '.'))
    else list_intersect(
        symbol_currencies(rtrim(part.before, '.')), symbol_currencies(rtrim(part.after, '.'))
    )
end
