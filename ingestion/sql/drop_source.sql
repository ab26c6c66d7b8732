-- no `source`: its records are in `record` now
drop table source
