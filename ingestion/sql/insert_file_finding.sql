-- a finding of the file as a whole
insert into feed_issue (feed_id, position, column_name, code, severity, detail)
values ($feed_id, $position, $column_name, $code, $severity, $detail)
