-- when the oldest feed of a page of loaded feeds was received
select min(received_at) as from_at
from (
    select received_at, coalesce(completed_no, feed_no) as receipt_no
    from feed
    where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
        and ($partner_id is null or partner_id = $partner_id)
        and ($feed_id is null or feed_id = $feed_id)
        and ($after_no is null or receipt_no < $after_no)
    order by receipt_no desc
    limit $limit
)
