-- the file's records as text, in its order, rowid counting from 0
create or replace temp table source as
select *
from read_csv(
    $path,
    auto_detect = false, header = false, skip = $skip, columns = $columns, delim = $delimiter,
    quote = $quote, escape = $quote, nullstr = chr(1), strict_mode = true,
    max_line_size = $max_line_bytes
)
