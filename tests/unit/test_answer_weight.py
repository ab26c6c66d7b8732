"""Limits of an answer count its cells as they are read, not as Arrow packs them."""

import duckdb
import pyarrow as pa
import pytest

from analytics.answer_weight import LEAST_BYTES, unpacked, weight_of
from analytics.questions import QueryFailed

LONG_ENUM = "select repeat('y', 900)::enum('y', '" + "y" * 900 + "') as x from range(100)"


def answer(sql: str) -> pa.RecordBatch:
    with duckdb.connect() as connection:
        (batch,) = connection.sql(sql).to_arrow_reader(10_000)
    return batch


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("select 'b'::enum('a', 'b') as x", "string"),
        ("select ['b'::enum('a', 'b'), null] as x", "list<l: string>"),
        ("select {'k': ['b'::enum('a', 'b')]} as x", "struct<k: list<l: string>>"),
        ("select map {'b'::enum('a', 'b'): 1} as x", "map<string, int32>"),
        ("select ['b']::enum('a', 'b')[1] as x", "fixed_size_list<: string>[1]"),
    ],
)
def test_enums_become_their_texts(sql: str, kind: str) -> None:
    packed = answer(sql)
    plain = unpacked(packed)

    assert "dictionary" in str(packed.schema)
    assert str(plain.schema.field(0).type) == kind
    assert plain.to_pylist() == packed.to_pylist()


def test_text_of_an_enum_counts_in_each_row() -> None:
    packed = answer(LONG_ENUM)

    assert packed.nbytes < 2000
    assert weight_of(unpacked(packed)) > 90_000


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("select true as a, null as b from range(1000)", 2000),
        ("select list_transform(range(1000), lambda x: true) as a", 1001),
        ("select [true, null]::boolean[2] as a from range(10)", 30),
        ("select {'a': true, 'b': [true, true]} as a from range(10)", 50),
        ("select map {1: true} as a from range(10)", 30),
    ],
)
def test_each_value_counts(sql: str, values: int) -> None:
    assert weight_of(answer(sql)) == LEAST_BYTES * values


@pytest.mark.parametrize(
    "sql",
    [
        "select [true, true, true] as a from range(1000)",
        "select map {1: [true]} as a from range(1000)",
        "select {'a': [true], 'b': 1} as a from range(1000)",
    ],
)
def test_part_of_the_rows_weighs_a_part(sql: str) -> None:
    batch = answer(sql)
    assert weight_of(batch.slice(500, 10)) == LEAST_BYTES * 40


def test_enum_in_a_union_is_refused() -> None:
    with pytest.raises(QueryFailed, match="cast it to varchar"):
        unpacked(answer("select union_value(k := 'b'::enum('a', 'b')) as x"))
