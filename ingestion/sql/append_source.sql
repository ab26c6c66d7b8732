-- the records of `batch`, after those before
insert into source select * from batch
