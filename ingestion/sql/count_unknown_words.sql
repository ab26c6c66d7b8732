-- the words for availability that nobody knows, in the records on this cursor, the commonest first
select min(each.raw_value) as word, count(*) as count
from (
    select unnest(findings) as each
    from verdict
    where findings is not null
)
where each.code = 'availability/unknown_value'
group by folded_word(each.raw_value)
order by count desc, word
limit $words
