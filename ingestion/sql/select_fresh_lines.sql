-- the lines of the records that could change something
select line_number from fresh order by line_number
