-- one row if some physical line holds an odd number of quotes
select 1
from read_csv(
    $path,
    auto_detect = false, header = false, columns = {'line': 'VARCHAR'}, delim = chr(2),
    quote = '', escape = '', nullstr = chr(1), max_line_size = $max_line_bytes
)
where (length(line) - length(replace(line, $quote, ''))) % 2 = 1
limit 1
