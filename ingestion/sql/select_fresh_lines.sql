-- the lines that the fast reader read of the records that could change something
select read_line from fresh where read_line is not null order by read_line
