-- the last migration of the database
select max(name) as name
from migration
