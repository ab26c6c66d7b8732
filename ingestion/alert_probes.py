"""What no statement over the tables finds: feeds that did not come, and a disk that fills."""

from collections.abc import Callable
from datetime import datetime

from catalog.database import Database
from ingestion.alert_rules import Condition, Probe
from ingestion.overdue import Overdue, find_overdue

# new feeds are refused once the reserve is touched: people hear of it before
ENOUGH_RESERVES = 2


def probe_schedules(database: Database) -> Probe:
    """Return the probe for scheduled feeds that did not come."""
    return lambda now: [_condition(overdue, now) for overdue in find_overdue(database, now)]


def probe_disk(free_bytes: Callable[[], int], reserved_bytes: int) -> Probe:
    """Return the probe for a disk with less room than twice what is kept free on it."""

    def probe(_now: datetime) -> list[Condition]:
        free = free_bytes()
        if free >= ENOUGH_RESERVES * reserved_bytes:
            return []
        details = {"free_bytes": free, "needed_bytes": reserved_bytes}
        return [Condition("disk_low", "disk", None, details)]

    return probe


def _condition(overdue: Overdue, now: datetime) -> Condition:
    schedule, error = overdue.schedule, overdue.error or {}
    details = {
        "partner": schedule.partner,
        "schedule_id": schedule.schedule_id,
        "schedule": schedule.name,
        "reason": overdue.reason,
        "expected_at": f"{overdue.expected_at:%Y-%m-%d %H:%M} UTC",
        "code": error.get("code"),
        "job_id": schedule.last_job_id if overdue.reason == "failed" else None,
        "request_id": error.get("request_id"),
    }
    told = {name: value for name, value in details.items() if value is not None}
    overdue_s = (now - overdue.expected_at).total_seconds()
    return Condition(
        "schedule_overdue", schedule.schedule_id, schedule.partner_id, told, overdue_s / 60
    )
