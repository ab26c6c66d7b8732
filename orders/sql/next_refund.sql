-- the id of the next refund
select uuidv7() as refund_id
