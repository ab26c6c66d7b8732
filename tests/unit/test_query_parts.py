"""Answers of SQL as they are shown, drawn and taken away."""

import io
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from pages.query_answer import write_table_as_csv, write_table_as_parquet
from pages.query_chart import ChartChoice, draw, suggest
from pages.query_columns import columns_of, showable

SOLD = pa.table(
    {
        "day": [date(2026, 11, 1), date(2026, 11, 2)],
        "partner": ["lumen", "=1+1"],
        "net": pa.array([Decimal("1234.5000"), Decimal("2.2500")], pa.decimal128(18, 4)),
        "units": [1, 2000],
    }
)


def test_csv_holds_exact_amounts_and_no_formula() -> None:
    lines = write_table_as_csv(SOLD).decode("utf-8-sig").splitlines()

    assert lines == [
        "day,partner,net,units",
        "2026-11-01,lumen,1234.5000,1",
        "2026-11-02,'=1+1,2.2500,2000",
    ]


def test_parquet_keeps_the_types() -> None:
    written = write_table_as_parquet(SOLD, showable(SOLD))

    assert pq.read_table(io.BytesIO(written)).schema.types == SOLD.schema.types


def test_columns_of_one_name_are_told_apart() -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], ["n", "n", "n (2)"])

    assert showable(table).column_names == ["n", "n (2)", "n (2) (2)"]


def test_what_no_table_shows_is_text() -> None:
    table = pa.table({"l": [[1, 2]], "s": [{"a": "é"}], "b": [b"\x00\xff"]})

    assert showable(table).to_pylist() == [{"l": "[1, 2]", "s": '{"a": "é"}', "b": "00ff"}]


def test_amounts_have_the_decimals_that_the_column_needs() -> None:
    steps = {name: made["type_config"]["step"] for name, made in columns_of(SOLD).items()}

    assert steps == {"net": 0.01, "units": 1}


def test_chart_begins_with_the_last_number_over_time() -> None:
    assert suggest(SOLD.schema, None) == ChartChoice(
        kind="line", x="day", y="units", colour="partner"
    )


def test_chart_that_was_saved_is_kept_where_the_answer_has_its_columns() -> None:
    saved = {"kind": "bar", "x": "partner", "y": "net", "colour": None}

    assert suggest(SOLD.schema, saved) == ChartChoice(kind="bar", x="partner", y="net")
    assert suggest(SOLD.schema.remove(2), saved) != ChartChoice(kind="bar", x="partner", y="net")
    assert suggest(pa.schema([("a", pa.string())]), saved) is None


def test_chart_leaves_out_what_is_no_number() -> None:
    table = pa.table({"n": [1, 2], "f": [float("nan"), float("-inf")]})

    drawn = draw(table, ChartChoice(kind="scatter", x="n", y="f")).to_dict()

    (values,) = drawn["datasets"].values()
    assert [value["c1"] for value in values] == [None, None]


def test_chart_draws_days_at_the_midnight_of_the_browser() -> None:
    drawn = draw(SOLD, ChartChoice(kind="bar", x="day", y="net", colour="partner")).to_dict()

    (values,) = drawn["datasets"].values()
    assert values[0] == {"c0": "2026-11-01T00:00:00", "c1": 1234.5, "c2": "lumen"}
