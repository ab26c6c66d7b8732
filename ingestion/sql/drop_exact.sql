-- no `exact_record`: what is needed of it is in `record` now
drop table exact_record
