-- the database in memory of what is kept of the catalog
attach if not exists ':memory:' as kept
