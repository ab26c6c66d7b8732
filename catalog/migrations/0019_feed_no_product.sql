-- records of feeds that are no products (images, variable parents), to be summed by feed: those of
-- the report, or once that is deleted what it came to
create view feed_no_product as
select feed_id, 1 as records
from feed_issue
where code in ('row/image_only', 'row/variable_parent')
union all
select feed_id, count
from feed_issue_count
where code in ('row/image_only', 'row/variable_parent');
