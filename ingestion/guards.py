"""Guards: what makes a feed look wrong as a whole, so that a person decides (design, section 6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.statements import Statements
from ingestion.findings import CODES, Finding
from ingestion.profiles import GuardName, Mode, Profile

SQL = Statements(__file__)
# of the rows; where fewer are skipped, telling the harmless ones is not worth a pass over the feed
HARMLESS_FROM = 0.02
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


@dataclass(frozen=True)
class GuardNumbers:
    """
    All that guards look at of a feed; products are those of its moment, before it.

    `harmless` of the `skipped` are no fault; None where so few were skipped, by the guard of then,
    that they were not told apart. `matched` products are in the feed and the catalog,
    `rows_before` are those of the last full feed, None before there was one.
    """

    rows_read: int
    skipped: int
    harmless: int | None
    matched: int
    deactivated: int
    active_products: int
    price_jumps: int
    currency_changes: int
    rows_before: int | None


@dataclass(frozen=True)
class Judgement:
    """What guards saw of a feed, and why they hold it; no `findings` if they do not."""

    numbers: GuardNumbers
    findings: tuple[Finding, ...]


def judge_feed(
    cursor: DuckDBPyConnection, feed: Judged, profile: Profile, ledger: Row
) -> Judgement:
    """
    Return whether the feed is to be held, and why.

    Needs what `classify_records` left on the cursor; `ledger` holds the counters of it.
    """
    share = profile.guards.get("too_many_skipped", DEFAULT_SHARES["too_many_skipped"])
    numbers = _measure(cursor, ledger, min(share, HARMLESS_FROM))
    return Judgement(numbers, find_reasons(feed, profile, numbers))


def find_reasons(feed: Judged, profile: Profile, numbers: GuardNumbers) -> tuple[Finding, ...]:
    """Return why the profile holds a feed of these numbers; nothing if it does not."""
    asked = [
        *([Finding("guard/hold_requested")] if feed.hold_requested else []),
        *([Finding("guard/review_first")] if profile.review_first else []),
    ]
    return (*asked, *_fired(feed, {**DEFAULT_SHARES, **profile.guards}, numbers))


def with_guards(ledger: Row, held_by: Sequence[str]) -> Row:
    """Return the ledger with the guards, which are warnings of the report like others."""
    fired = sum(CODES[code].severity == "warning" for code in held_by)
    return {**ledger, "held_by": list(held_by), "warnings": ledger["warnings"] + fired}


def _measure(cursor: DuckDBPyConnection, ledger: Row, harmless_from: float) -> GuardNumbers:
    measured = rows_of(cursor.execute(SQL["measure_feed"]))[0]
    harmless = None
    if ledger["skipped"] > _part_of(ledger["rows_read"], harmless_from):
        harmless = cursor.execute(SQL["count_harmless"]).fetchall()[0][0]
    return GuardNumbers(
        rows_read=ledger["rows_read"],
        skipped=ledger["skipped"],
        harmless=harmless,
        matched=ledger["updated"] + ledger["unchanged"],
        deactivated=ledger["deactivated"],
        **measured,
    )


def _fired(feed: Judged, shares: Shares, seen: GuardNumbers) -> Iterator[Finding]:
    harmless = seen.harmless or 0
    faulty, judged = seen.skipped - harmless, seen.rows_read - harmless
    yield from _above("too_many_skipped", faulty, (judged, "rows"), shares)
    if seen.deactivated > MANY:
        active = (seen.active_products, "active products")
        yield from _above("mass_deactivation", seen.deactivated, active, shares)
    if seen.price_jumps > MANY:
        yield from _above("price_moves", seen.price_jumps, (seen.matched, MATCHED), shares)
    rows, before = seen.rows_read, seen.rows_before
    if feed.mode == "full" and before and rows < _part_of(before, shares["row_count_drop"]):
        least = _percent(shares["row_count_drop"])
        detail = f"{rows:,} rows after {before:,}; less than {least}"
        yield Finding("guard/row_count_drop", detail=detail)
    yield from _above("currency_change", seen.currency_changes, (seen.matched, MATCHED), shares)


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
