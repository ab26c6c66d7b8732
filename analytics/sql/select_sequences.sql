-- the sequences of the database, with the number that each gives next
select sequence_name, coalesce(last_value + 1, start_value) as comes_next
from duckdb_sequences()
where database_name = current_database()
