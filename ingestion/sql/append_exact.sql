-- the records of `batch`, after those before
insert into exact_record select * from batch
