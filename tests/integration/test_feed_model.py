"""
Whatever partners send, the product makes of it what a plain-Python model of the contract makes.

`make soak` tries many more histories than `make test` does.
"""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given

from catalog.errors import RejectedInput
from tests.model.columns import FileRefused
from tests.model.contract import Loaded, Sent, load
from tests.model.drawing import histories
from tests.model.pipeline import Found, Pipeline
from tests.model.products import Catalog, severity
from tests.soaking import TRIED


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Lend one database to all examples: it is emptied before each."""
    pipeline = Pipeline(tmp_path_factory.mktemp("model"))
    yield pipeline
    pipeline.database.close()


@TRIED
@given(history=histories())
def test_catalog_report_and_ledger_are_those_of_the_model(
    pipeline: Pipeline, history: list[tuple[int, Sent]]
) -> None:
    pipeline.clear()
    catalogs: dict[int, Catalog] = {1: {}, 2: {}}

    for partner, sent in history:
        model = expected(sent, catalogs[partner])
        found = loaded(pipeline, partner, sent)

        if model is None or found is None:
            assert (model, found) == (None, None)
            continue
        catalogs[partner] = model.catalog
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


def loaded(pipeline: Pipeline, partner: int, sent: Sent) -> Found | None:
    """Return what the product makes of the feed, None if it refuses the file."""
    try:
        return pipeline.load(partner, written(sent), sent.mode, sent.profile)
    except RejectedInput:
        return None


def written(sent: Sent) -> bytes:
    """Return the feed as a plain CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([sent.headers, *sent.records])
    return text.getvalue().encode()


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
