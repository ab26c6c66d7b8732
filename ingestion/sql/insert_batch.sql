-- a batch that begins
insert into feed_batch (feed_id, partner_id, batch) values ($feed_id, $partner_id, $batch)
