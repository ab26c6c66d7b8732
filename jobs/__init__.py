"""The persistent queue and the clock: claim, progress, retry; knows no job's content."""
