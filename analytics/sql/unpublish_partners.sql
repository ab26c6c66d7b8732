-- the file without partners, which are few and told anew each time
delete from published.partners
