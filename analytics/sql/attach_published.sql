-- the published file, to read
attach $path as reconciled_file (read_only)
