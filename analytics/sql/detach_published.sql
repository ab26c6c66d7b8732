-- without the published file
detach database if exists reconciled_file
