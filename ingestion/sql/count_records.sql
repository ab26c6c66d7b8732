-- how many records were read, how many of them are blank, and the lines they stand on
select
    count(*) as records, count(*) filter (where is_blank) as blank,
    count(*) + coalesce(sum(inner_lines), 0)::bigint as lines
from numbered_key
