"""docs/codes.md is true: every code is in it, and every example does what it says."""

import importlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from api.codes import BY_CODE
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.errors import FeedledgerError
from catalog.migrations import migrate
from ingestion import reading
from ingestion.feeds import Feed
from ingestion.findings import CODES
from ingestion.profiles import Mode
from ingestion.report import ReportFilter, ReportRow, read_report
from ingestion.source import Source
from ingestion.spool import FeedEmpty, FeedTooLarge
from orders.desk import place_order
from tests.documented import Entry, read_entries
from tests.feeding import NO_GUARDS, Feeding
from tests.shop import ask_of
from tests.sources import ROOT

ENTRIES = read_entries()
FAMILIES = (
    *("file", "header", "row", "sku", "product_name", "price", "currency", "availability"),
    *("quantity", "gtin", "guard", "etl"),
)
WITHOUT_EXAMPLE = {"etl/unbalanced"}  # no file is known that does it
REFUSED = "the feed is refused, nothing is stored"
FAILS = "the feed fails"
HELD = "the feed is held"
REVERTED = ("a revert leaves the product as it is", "a revert makes the product inactive")
SKIPPED = "the record is skipped"
LOADED = {"the record is loaded", "the file is loaded"}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeding]:
    """Lend a running ingestion; each example has a partner of its own in it."""
    folder = tmp_path_factory.mktemp("documented")
    database = Database(folder / "feedledger.duckdb", memory_limit="1GB", threads=2)
    migrate(database)
    write_currencies(database)
    feeding = Feeding(database, folder)
    feeding.runner.start()
    yield feeding
    feeding.runner.stop()
    database.close()


def example_of(code: str) -> Entry:
    return next(entry for entry in ENTRIES if entry.code == code)


def partner_of(entry: Entry) -> str:
    return entry.code.replace("/", ".")


def deliver(pipeline: Feeding, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> Feed:
    """Do what the example says, and return its feed."""
    partner = partner_of(entry)
    guards = {} if entry.code.startswith("guard/") else NO_GUARDS
    pipeline.partner(partner, guards=guards, default_currency=None, default_availability=None)
    *others, delivered = entry.steps
    for step in others:
        match step.label:
            case "Catalog before":
                assert pipeline.load(step.content, "full", partner).status == "COMPLETED"
            case "Profile":
                pipeline.profile(partner, **json.loads(step.text))
            case "Setting":
                name, _, value = step.text.strip().partition("=")
                assert name == "FEEDLEDGER_MAX_FEED_BYTES"
                monkeypatch.setattr(pipeline.ingestion.spool, "max_bytes", int(value))
            case label:
                pytest.fail(f"an example has no step {label!r}")
    assert "eed" in delivered.label
    mode: Mode = "full"
    if delivered.label.startswith(("Delta", "Supplemental")):
        mode = "delta" if delivered.label.startswith("Delta") else "supplemental"
    hold = "hold=true" in delivered.label
    return pipeline.load(delivered.content, mode, partner, hold=hold)


def rows_of(pipeline: Feeding, feed: Feed) -> tuple[ReportRow, ...]:
    return read_report(pipeline.database, ReportFilter(feed.feed_id)).items


def stored_fields(pipeline: Feeding, entry: Entry) -> dict[str, str | Decimal | None]:
    """Return what the example's one product now has in the fields that the example names."""
    (product,) = pipeline.database.rows(
        "select product.* from product join partner using (partner_id) where code = $code",
        {"code": partner_of(entry)},
    )
    return {name: product[name] for name in entry.fields}


def check_skipped_or_loaded(entry: Entry, feed: Feed, found: list[ReportRow]) -> None:
    counted = Counter(entry.lines.values())
    assert {name: feed.counters[name] for name in counted} == counted
    assert feed.counters["rows_read"] == counted.total()
    if entry.outcome == SKIPPED:
        assert {row.row_outcome for row in found} == {"skipped"}
        assert feed.status == "COMPLETED_WITH_ERRORS"
    else:
        assert entry.outcome in LOADED
        assert feed.status == "COMPLETED"


def test_every_code_has_one_entry_under_its_own_anchor() -> None:
    for package in ("ingestion", "catalog", "jobs"):
        for module in (ROOT / package).glob("[!_]*.py"):
            importlib.import_module(f"{package}.{module.stem}")
    raised = {error.code for error in _errors(FeedledgerError)}
    failures = {code for code in raised if code.partition("/")[0] in FAMILIES}

    documented = [entry.code for entry in ENTRIES]
    assert sorted(documented) == sorted({*CODES, *failures})
    assert [entry.anchor for entry in ENTRIES] == documented


def test_codes_stand_by_their_families() -> None:
    families = dict.fromkeys(entry.code.partition("/")[0] for entry in ENTRIES)

    assert tuple(families) == FAMILIES


@pytest.mark.parametrize("code", CODES)
def test_entry_says_what_the_report_says(code: str) -> None:
    entry, text = example_of(code), CODES[code]

    assert (entry.severity, entry.message, entry.hint) == (text.severity, text.message, text.hint)
    assert (entry.outcome == SKIPPED) == text.skips


@pytest.mark.parametrize("code", ["file/empty", "file/too_large"])
def test_entry_says_what_the_refusal_says(code: str) -> None:
    entry, kind = example_of(code), BY_CODE[code]

    assert (entry.message, entry.hint) == (f"{kind.title}.", kind.remedy)


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if entry.code in CODES and entry.outcome not in REVERTED],
    ids=lambda entry: str(entry.code),
)
def test_example_is_found_as_it_says(
    pipeline: Feeding, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = deliver(pipeline, entry, monkeypatch)

    rows = rows_of(pipeline, feed)
    found = [row for row in rows if row.code == entry.code]
    assert {row.severity for row in found} == {entry.severity}
    assert all(row.message.startswith(entry.message) for row in found)
    if entry.outcome == HELD:
        assert (feed.status, entry.result) == ("HELD", "the feed is held")
        assert entry.code in feed.held_by
        return
    outcomes = {row.line_number: row.row_outcome for row in rows if row.line_number is not None}
    assert outcomes.items() <= entry.lines.items()
    check_skipped_or_loaded(entry, feed, found)
    if entry.fields:
        stored = stored_fields(pipeline, entry)
        assert stored == {
            name: Decimal(value) if isinstance(stored[name], Decimal) and value else value
            for name, value in entry.fields.items()
        }


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if entry.outcome in REVERTED],
    ids=lambda entry: str(entry.code),
)
def test_revert_of_the_example_leaves_what_it_says(pipeline: Feeding, entry: Entry) -> None:
    partner = partner_of(entry)
    pipeline.partner(partner)
    first, second = entry.steps
    feed = pipeline.load(first.content, "full", partner)
    if second.label.startswith("Delta"):
        pipeline.load(second.content, "delta", partner)
    else:
        order = json.loads(second.text)
        place_order(pipeline.desk, ask_of(partner, {order["sku"]: order["quantity"]}), owner="ann")

    pipeline.revert(feed)

    (row,) = rows_of(pipeline, feed)
    (left,) = pipeline.database.rows(
        "select sku, is_active from product join partner using (partner_id) where code = $code",
        {"code": partner},
    )
    assert (row.code, row.severity, row.sku) == (entry.code, entry.severity, left["sku"])
    state = "active" if left["is_active"] else "inactive"
    assert entry.result == f"of the products, `{left['sku']}` is left, {state}"


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if entry.outcome == FAILS and entry.code not in WITHOUT_EXAMPLE],
    ids=lambda entry: str(entry.code),
)
def test_file_of_the_example_fails_as_it_says(
    pipeline: Feeding, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = deliver(pipeline, entry, monkeypatch)

    assert entry.result == f"the feed ends `{feed.status}`"
    assert (feed.error or {})["code"] == entry.code
    assert set(feed.counters.values()) == {None}


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if entry.outcome == REFUSED],
    ids=lambda entry: str(entry.code),
)
def test_file_of_the_example_is_refused_at_delivery(
    pipeline: Feeding, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises((FeedEmpty, FeedTooLarge)) as refused:
        deliver(pipeline, entry, monkeypatch)

    assert refused.value.code == entry.code


def test_every_entry_has_an_example_that_one_of_these_runs() -> None:
    run = [entry for entry in ENTRIES if entry.code in CODES or entry.outcome in (FAILS, REFUSED)]

    assert run == ENTRIES
    assert {entry.code for entry in ENTRIES if not entry.steps} == WITHOUT_EXAMPLE


def test_miscount_of_ours_loads_nothing(feeding: Feeding, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = reading.read_records

    def miscount(*asked: Any) -> Source:  # noqa: ANN401 - whatever it takes
        source = counted(*asked)
        return replace(source, rows_read=source.rows_read + 1)

    monkeypatch.setattr("ingestion.staging.read_records", miscount)
    feed = feeding.load("sku,name,price\nL-1,Lamp,15\n")

    assert (feed.error or {})["code"] == "etl/unbalanced"
    assert (feed.status, feeding.products()) == ("VALIDATION_FAILED", [])


def _errors(branch: type[FeedledgerError]) -> Iterator[type[FeedledgerError]]:
    for error in branch.__subclasses__():
        yield error
        yield from _errors(error)
