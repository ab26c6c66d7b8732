-- how many records were typed, and how many of them are blank in every cell
select count(*) as records, count(*) filter (where is_blank) as blank
from record
