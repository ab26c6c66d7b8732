"""
Whatever partners send, the product makes of it what a plain-Python model of the contract makes.

`make soak` tries many more histories than `make test` does.
"""

from collections.abc import Iterator

import pytest
from hypothesis import event, given

from catalog.errors import RejectedInput
from tests.model.columns import FileRefused
from tests.model.contract import Loaded, Sent, load
from tests.model.drawing import History, histories
from tests.model.dress import Dress, is_for_exact_reader, write_feed
from tests.model.pipeline import Found, Pipeline
from tests.model.products import Catalog, severity
from tests.soaking import tried

# from how many lines on they are sorted, up to which share of a file's records are picked out, and
# from how many lines on they are sorted, up to which share of the records are picked out, and to
# which share of the products those that records name are kept
WAYS = {"usual": (20_000, 0.25, 0.25), "in parts": (0, 1.0, 100.0), "as a whole": (0, 0.0, 0.0)}


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Take each of the ways that a file of some size and some catalog would take."""
    many_lines, few_records, few_products = WAYS[request.param]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.sorted_reading.MANY_LINES", many_lines)
        patch.setattr("ingestion.fast_reading.FEW", few_records)
        patch.setattr("ingestion.staging.FEW", few_products)
        yield request.param


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Lend one database to all examples: it is emptied before each."""
    pipeline = Pipeline(tmp_path_factory.mktemp("model"))
    yield pipeline
    pipeline.database.close()


@tried()
@given(history=histories())
def test_catalog_report_and_ledger_are_those_of_the_model(
    pipeline: Pipeline, way: str, history: History
) -> None:
    event(way)
    pipeline.clear()
    catalogs: dict[int, Catalog] = {1: {}, 2: {}}

    for partner, sent, dress in history:
        model = expected(sent, catalogs[partner])
        found = loaded(pipeline, partner, sent, dress)

        if model is None or found is None:
            assert (model, found) == (None, None)
            continue
        catalogs[partner] = model.catalog
        assert found.is_exact or not is_for_exact_reader(sent, dress)
        assert told(found) == told_by(model)
        assert found.counters == model.counters
        for each, catalog in catalogs.items():
            assert pipeline.catalog(each) == catalog


def expected(sent: Sent, catalog: Catalog) -> Loaded | None:
    """Return what the model makes of the feed, None if it refuses the file."""
    try:
        return load(sent, catalog)
    except FileRefused:
        return None


def loaded(pipeline: Pipeline, partner: int, sent: Sent, dress: Dress) -> Found | None:
    """Return what the product makes of the feed, None if it refuses the file."""
    try:
        return pipeline.load(partner, write_feed(sent, dress), sent.mode, sent.profile)
    except RejectedInput:
        return None


def told(found: Found) -> list[tuple[object, ...]]:
    """Return what is told of each record."""
    return sorted(
        (row["record_number"], row["sku"], row["code"], row["severity"], row["row_outcome"])
        for row in found.issues
        if row["record_number"] is not None
    )


def told_by(model: Loaded) -> list[tuple[object, ...]]:
    """Return the same of the model."""
    return sorted(
        (each.record_number, each.sku, code, severity(code), each.action)
        for each in model.outcomes
        for code in each.codes
    )
