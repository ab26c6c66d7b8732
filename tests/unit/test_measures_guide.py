"""The guide of measures says what the code says, and no other SQL computes one of them."""

import re

import pytest

from analytics.definitions import MACROS, MEASURES, Measure
from tests.house import strings
from tests.sources import ROOT, name_of, parse, product_files, sql_files

GUIDE = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
# sums of what measures are made of, and the counts and differences that are measures themselves
COMPUTING = re.compile(
    r"\b(sum|total|avg|mean|median)\s*\(\s*(distinct\s+)?(\w+\.)?"
    r"(gross|refunds|units|line_total|amount|orders|quantity)\b"
    r"|\bcount\s*\(\s*distinct\s+(\w+\.)?order_id\b"
    r"|\bgross\s*-\s*(\w+\.)?refunds\b",
    re.IGNORECASE,
)
# what one order or the stock of one product comes to, to place it or to check the books: no measure
# of a period, and on no screen of revenue
OF_ONE_ORDER = ("orders/", "backups/", "benchmarks/", "analytics/sql/check_")


def sections() -> dict[str, str]:
    """Return the guide's sections by their titles."""
    titled = re.split(r"^## (.+)$", GUIDE, flags=re.MULTILINE)[1:]
    return dict(zip(titled[::2], titled[1::2], strict=True))


def computes(text: str) -> list[str]:
    """Return what computes a measure in the text, comments aside."""
    told = re.sub(r"--.*", "", text)
    return [found.group() for found in COMPUTING.finditer(told)]


def test_guide_has_every_measure_and_no_other() -> None:
    assert list(sections()) == [measure.title for measure in MEASURES]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_guide_says_of_a_measure_what_the_code_says(measure: Measure) -> None:
    section = sections()[measure.title]

    assert f"{measure.sentence} `{measure.name}` = {measure.formula}." in section
    assert f"- Counts: {measure.counts}." in section
    assert f"- Unit: {measure.unit}." in section
    assert f"- Rounding: {measure.rounding}." in section
    assert f"- Day: {measure.days}." in section
    assert f"- SQL: `{measure.macro}`." in section


def test_every_measure_has_one_statement_of_its_own() -> None:
    folder = ROOT / "analytics" / "sql"

    assert sorted(path.stem for path in folder.glob("measure_*.sql")) == sorted(MACROS)
    assert len({measure.macro for measure in MEASURES}) == len(MEASURES)


def test_no_other_statement_computes_a_measure() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sql_files()}
    texts |= {path: "\n".join(strings(parse(path))) for path in product_files()}
    found = {
        name_of(path): computes(text)
        for path, text in texts.items()
        if not name_of(path).startswith(OF_ONE_ORDER)
        and path.stem not in MACROS
        and name_of(path) != "analytics/definitions.py"
    }

    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize(
    "statement",
    [
        "select sum(line_total) from order_item",
        "select SUM( item.line_total ) from order_item as item",
        "select count(distinct order_id) from order_item",
        "select sum(gross) - sum(refunds)",
        "select gross - sold.refunds",
        "select avg(amount)",
    ],
)
def test_statement_that_computes_a_measure_is_found(statement: str) -> None:
    assert computes(statement)
    assert not computes(f"-- {statement}")
