"""What the page of revenue says of its days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.revenue_query import RevenueQuery

DAY = timedelta(days=1)


def compared_note(query: RevenueQuery, *, is_compared: bool) -> str:
    """Return which days are shown, by which zone, and what they are compared with."""
    notes = [f"Days are those of {query.zone}."]
    if query.from_day and query.to_day:
        notes.insert(0, f"**{_span(query.from_day, query.to_day - DAY)}**")
    comparison = query.comparison
    if comparison is None:
        notes.append("A period without end is compared with nothing.")
    elif is_compared:
        notes[0] += f" compared with **{_span(comparison.first, comparison.end - DAY)}**."
        notes.append(_until(query))
    elif query.from_day:
        notes[0] += "."
    return " ".join(note for note in notes if note)


def reach_note(query: RevenueQuery, first_sale: datetime | None) -> str:
    """Return from when on sales are known where a comparison goes further back; else nothing."""
    comparison = query.comparison
    if comparison is None or first_sale is None:
        return ""
    known = first_sale.astimezone(ZoneInfo(query.zone)).date()
    if known <= comparison.first:
        return ""
    told = f"The first sale that is known is of {_day(known)}."
    if known >= comparison.end:
        return f"{told} There is nothing yet to compare with."
    return f"{told} Of the days before it nothing is known, so the change looks larger than it is."


def _until(query: RevenueQuery) -> str:
    """Return up to when a period that is not over is compared; nothing of one that is."""
    zone = ZoneInfo(query.zone)
    now = (query.now or datetime.now(UTC)).astimezone(zone)
    if query.comparison is None or query.to_day is None or query.to_day <= now.date():
        return ""
    until = query.comparison.bounds(zone, now)[1].astimezone(zone)
    return f"The period is not over: so far is compared with {_day(until.date())} at {until:%H:%M}."


def _span(first: date, last: date) -> str:
    return _day(first) if first == last else f"{_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
