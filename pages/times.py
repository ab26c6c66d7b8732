"""Moments as people read them: in the reporting zone, and the zone named."""

from datetime import datetime
from zoneinfo import ZoneInfo

NOT_YET = "-"


def shown_time(at: datetime | None, zone: ZoneInfo) -> str:
    """Return the moment with its zone, such as `2026-11-23 14:05 CET`."""
    return NOT_YET if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")


def time_cell(at: datetime | None, zone: ZoneInfo) -> str:
    """Return the moment for a column whose title names the zone."""
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def shown_duration(seconds: float | None) -> str:
    """Return how long something took, such as `4.2 s` or `3 min 5 s`."""
    if seconds is None:
        return NOT_YET
    if seconds < 60:  # noqa: PLR2004 - the seconds of a minute
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
