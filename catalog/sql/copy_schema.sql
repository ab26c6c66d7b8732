-- every table, view, sequence, constraint and comment of the source in the attached copy, no rows;
-- each sequence goes on where the source's is
copy from database {source} to backup_copy (schema)
