-- the guards that fired when the feed was validated
select code, detail
from feed_issue
where feed_id = $feed_id and starts_with(code, 'guard/')
order by position
