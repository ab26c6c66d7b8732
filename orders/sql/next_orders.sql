-- the ids and numbers of the next orders; a number is never given twice
select uuidv7() as order_id, format('FL-{:06d}', nextval('order_number_seq')) as order_number
from range($orders)
