-- the id and the number of the next order; a number is never given twice
select uuidv7() as order_id, format('FL-{:06d}', nextval('order_number_seq')) as order_number
