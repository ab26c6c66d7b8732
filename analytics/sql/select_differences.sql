-- the first differences
select * from difference limit $most
