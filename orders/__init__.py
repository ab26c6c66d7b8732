"""Orders: placed in one transaction against a stock account, and read as they were placed."""
