-- the memory of rows that are deleted there is free
checkpoint kept
