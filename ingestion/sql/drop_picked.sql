-- no `picked` records: they are in `record` now
drop table picked
