-- of each physical line, whether it is a record by itself, and not a blank one
create or replace temp table plain_line as
select
    coalesce(regexp_full_match(line, $record) and regexp_matches(line, $something), false)
        as is_plain
from read_csv(
    $path,
    auto_detect = false, header = false, columns = {'line': 'VARCHAR'}, delim = chr(2),
    quote = '', escape = '', nullstr = chr(1), max_line_size = $max_line_bytes
)
