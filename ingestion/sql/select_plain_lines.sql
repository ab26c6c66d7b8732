-- of each physical line, in their order, whether it is a record by itself
select is_plain from plain_line
