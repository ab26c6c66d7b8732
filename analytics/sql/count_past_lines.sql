-- how many rows the month's lines by numbers are
select count(*) from past_line
