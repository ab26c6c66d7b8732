-- without the published file
detach reconciled_file
