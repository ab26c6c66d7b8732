-- the file without what it says of itself
delete from published.about
