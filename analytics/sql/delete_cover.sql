-- nothing is covered
delete from revenue_cover
