"""Who may come in: users and their sessions, API keys, and the gate before the pages."""
