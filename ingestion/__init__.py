"""Feeds: delivery, reading, rules, report and merge; raw files in the object store."""
