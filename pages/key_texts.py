"""What a key may do and what it was used for, in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.identities import ApiKey, Scope
from accounts.key_uses import COUNTED_DAYS, KeyUse
from pages.amounts import counted
from pages.plain_text import plain
from pages.times import shown_time

MAY: Mapping[Scope, str] = {
    "feeds:write": "deliver feeds, approve, reject, replay and undo them",
    "feeds:read": "read feeds and their reports",
    "catalog:read": "read products",
    "orders:write": "place, cancel and refund orders",
    "orders:read": "read orders",
    "analytics:read": "read revenue and ask questions in SQL",
    "admin": "manage partners, keys, schedules, alerts, jobs and backups",
}


def shown_power(scopes: Iterable[Scope], partner: str | None) -> str:
    """Return what a key of the scopes may do, in Markdown."""
    held = set(scopes)
    may = [text for scope, text in MAY.items() if scope in held]
    whose = f"of partner **{plain(partner)}** alone" if partner else "of **every partner**"
    return f"It may {'; '.join(may)}: {whose}."


def shown_use(use: KeyUse | None, zone: ZoneInfo) -> str:
    """Return when and from where a key was used last, in Markdown."""
    if use is None:
        return "Never used since this is counted"
    source = f" from {plain(use.last_address)}" if use.last_address else ""
    often = counted(use.requests, "request")
    return f"Last used {shown_time(use.last_used_at, zone)}{source}; {often} in {COUNTED_DAYS} days"


def shown_end(key: ApiKey, now: datetime, zone: ZoneInfo) -> list[str]:
    """Return until when the key and the secret before its present one are worth something."""
    ends = []
    if key.revoked_at is not None:
        return [f"revoked {shown_time(key.revoked_at, zone)}"]
    if key.expires_at is not None:
        verb = "ended" if key.expires_at <= now else "ends"
        ends.append(f"{verb} {shown_time(key.expires_at, zone)}")
    if key.previous_until is not None and key.previous_until > now:
        ends.append(f"its secret before works until {shown_time(key.previous_until, zone)}")
    return ends
