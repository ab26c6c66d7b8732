-- how often each code was found in the records on this cursor, errors first
select
    code,
    case when is_error(code) then 0 when is_warning(code) then 1 else 2 end as rank,
    count(*) as count
from (
    select unnest(findings).code as code
    from verdict
    where findings is not null
)
group by code
order by rank, count desc, code
