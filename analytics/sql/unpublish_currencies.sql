-- the file without currencies, which are few and told anew each time
delete from published.currencies
