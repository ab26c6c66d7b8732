"""Guards: what makes a feed look wrong as a whole, so that a person decides (design, section 6)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.statements import Statements
from ingestion.findings import CODES, Finding
from ingestion.profiles import GuardName, Mode, Profile

SQL = Statements(__file__)
MANY = 10  # so few products hold no feed, whatever their share
MATCHED = "products it matches"
# a feed is held above its share, by `row_count_drop` below it (design, section 6)
DEFAULT_SHARES: dict[GuardName, float] = {
    "too_many_skipped": 0.2,
    "mass_deactivation": 0.2,
    "price_moves": 0.05,
    "row_count_drop": 0.5,
    "currency_change": 0.0,
}

Shares = Mapping[GuardName, float]


class Judged(Protocol):
    """What guards ask of a feed: one that was delivered, or one that is only tried."""

    @property
    def mode(self) -> Mode:
        """What absence from it means."""
        ...

    @property
    def hold_requested(self) -> bool:
        """Whether its sender wants it held."""
        ...


def judge_feed(
    cursor: DuckDBPyConnection, feed: Judged, profile: Profile, ledger: Row
) -> tuple[Finding, ...]:
    """
    Return why the feed is to be held, each guard with its numbers; nothing if it is not.

    Needs what `classify_records` left on the cursor; `ledger` holds the counters of it.
    """
    asked = [
        *([Finding("guard/hold_requested")] if feed.hold_requested else []),
        *([Finding("guard/review_first")] if profile.review_first else []),
    ]
    return (*asked, *_fired(cursor, feed, {**DEFAULT_SHARES, **profile.guards}, ledger))


def with_guards(ledger: Row, held_by: Sequence[str]) -> Row:
    """Return the ledger with the guards, which are warnings of the report like others."""
    fired = sum(CODES[code].severity == "warning" for code in held_by)
    return {**ledger, "held_by": list(held_by), "warnings": ledger["warnings"] + fired}


def _fired(
    cursor: DuckDBPyConnection, feed: Judged, shares: Shares, ledger: Row
) -> Iterator[Finding]:
    measured = rows_of(cursor.execute(SQL["measure_feed"]))[0]
    yield from _judge_skipped(cursor, shares, ledger)
    matched = ledger["updated"] + ledger["unchanged"]
    gone, active = ledger["deactivated"], measured["active_products"]
    if gone > MANY:
        yield from _above("mass_deactivation", gone, (active, "active products"), shares)
    if measured["price_jumps"] > MANY:
        yield from _above("price_moves", measured["price_jumps"], (matched, MATCHED), shares)
    rows, before = ledger["rows_read"], measured["rows_before"]
    if feed.mode == "full" and before and rows < _part_of(before, shares["row_count_drop"]):
        least = _percent(shares["row_count_drop"])
        detail = f"{rows:,} rows after {before:,}; less than {least}"
        yield Finding("guard/row_count_drop", detail=detail)
    changed = measured["currency_changes"]
    yield from _above("currency_change", changed, (matched, MATCHED), shares)


def _judge_skipped(cursor: DuckDBPyConnection, shares: Shares, ledger: Row) -> Iterator[Finding]:
    rows, skipped = ledger["rows_read"], ledger["skipped"]
    if skipped <= _part_of(rows, shares["too_many_skipped"]):
        return  # leaving out the harmless ones would only lower the share
    harmless = cursor.execute(SQL["count_harmless"]).fetchall()[0][0]
    yield from _above("too_many_skipped", skipped - harmless, (rows - harmless, "rows"), shares)


def _above(
    guard: GuardName, part: int, whole: tuple[int, str], shares: Shares
) -> Iterator[Finding]:
    share = shares[guard]
    if part > _part_of(whole[0], share):
        detail = f"{part:,} of {whole[0]:,} {whole[1]}; more than {_percent(share)}"
        yield Finding(f"guard/{guard}", detail=detail)


def _part_of(whole: int, share: float) -> Decimal:
    return whole * Decimal(str(share))  # exact: 29 of 100 is not more than 0.29


def _percent(share: float) -> str:
    return f"{100 * share:.4g} %"
