-- the rows of all loaded feeds by what became of them
select
    coalesce(sum(inserted), 0) as inserted,
    coalesce(sum(updated), 0) as updated,
    coalesce(sum(unchanged), 0) as unchanged,
    coalesce(sum(skipped), 0) as skipped
from feed
where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
