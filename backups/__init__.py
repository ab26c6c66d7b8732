"""Backups: made while the application runs, restored only where the ledger agrees."""
