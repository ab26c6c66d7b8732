-- the cell without white space around it, its line ends LF, null when nothing is left;
-- nothing is to be done where it begins and ends with a visible ASCII character; it begins with
-- one where it stands between ! and DEL as a whole, which is told by the first byte
create or replace temp macro trimmed(cell) as
case
    when cell >= '!' and cell < chr(127) and cell[-1] between '!' and '~'
        and not contains(cell, chr(13))
        then cell
    else nullif(
        trim(
            replace(replace(cell, chr(13) || chr(10), chr(10)), chr(13), chr(10)), white_space()
        ),
        ''
    )
end
