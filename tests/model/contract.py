"""A feed against a catalog, one record after another: the oracle of sections 5 and 7."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from tests.model.cells import Terms
from tests.model.columns import match_columns
from tests.model.products import ERRORS, Catalog, severity
from tests.model.records import Judged, judge_record
from tests.model.words import trim

Mode = Literal["full", "delta", "supplemental"]


@dataclass(frozen=True)
class Sent:
    """A feed as its partner means it: headers, and the cells of each record."""

    mode: Mode
    profile: dict[str, Any]
    headers: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a record; the codes in alphabetical order."""

    record_number: int
    sku: str | None
    action: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Loaded:
    """What a feed did: the catalog after it, record by record, and the ledger."""

    catalog: Catalog
    outcomes: tuple[Outcome, ...]
    file_findings: tuple[tuple[str, str], ...]
    counters: dict[str, int]


def load(sent: Sent, catalog: Catalog) -> Loaded:
    """Return what the contract makes of the feed, or raise FileRefused."""
    records = [record for record in sent.records if any(trim(cell) for cell in record)]
    columns = match_columns(sent.headers, records, sent.mode, sent.profile)
    terms = Terms(sent.mode, sent.profile, columns, len(sent.headers))
    skus = [judge_record(terms, cells, None).sku for cells in records]
    last = {sku: at for at, sku in enumerate(skus)}
    after = dict(catalog)
    outcomes = []
    for at, cells in enumerate(records):
        sku = skus[at]
        judged = judge_record(terms, cells, catalog.get(sku) if sku else None)
        repeated = ("sku/duplicate_in_feed",) if sku and last[sku] > at else ()
        codes = tuple(sorted((*judged.codes, *repeated)))
        action = "skipped" if ERRORS & set(codes) else _apply(judged, after)
        outcomes.append(Outcome(at + 1, sku, action, codes))
    absent = _absent(after, last) if sent.mode == "full" else []
    for sku in absent:
        after[sku] = replace(after[sku], is_active=False)
    return Loaded(after, tuple(outcomes), columns.findings, _count(outcomes, len(absent)))


def _apply(judged: Judged, after: Catalog) -> str:
    sku, product = str(judged.sku), judged.product
    before = after.get(sku)
    after[sku] = product
    if before is None:
        return "inserted"
    return "unchanged" if replace(before, derived=product.derived) == product else "updated"


def _absent(catalog: Catalog, skus: Container[str | None]) -> list[str]:
    return [sku for sku, product in catalog.items() if product.is_active and sku not in skus]


def _count(outcomes: Sequence[Outcome], deactivated: int) -> dict[str, int]:
    actions = Counter(outcome.action for outcome in outcomes)
    codes = [code for outcome in outcomes for code in outcome.codes]
    return {
        "rows_read": len(outcomes),
        **{action: actions[action] for action in ("inserted", "updated", "unchanged", "skipped")},
        "deactivated": deactivated,
        "warnings": sum(severity(code) == "warning" for code in codes),
    }
