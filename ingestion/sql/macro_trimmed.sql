-- the cell without white space around it, its line ends LF, null when nothing is left
create or replace temp macro trimmed(cell) as
nullif(
    case
        when regexp_full_match(cell, '[!-~]([ -~]*[!-~])?') then cell
        else trim(
            replace(replace(cell, chr(13) || chr(10), chr(10)), chr(13), chr(10)), white_space()
        )
    end,
    ''
)
