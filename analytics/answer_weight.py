"""
How much an answer takes once its cells are values of their own, as the reader has them.

Arrow packs truths into bits, writes a text of an enum once, and nulls take nothing: a hundred
kilobytes can be a gigabyte of cells. So limits of bytes count what is unpacked.
"""

from collections.abc import Callable

import pyarrow as pa
from pyarrow import types

from analytics.questions import QueryFailed

LEAST_BYTES = 8  # of a value: as much as Python's list needs to point at it
REMADE: tuple[
    tuple[Callable[[pa.DataType], bool], Callable[[list[pa.Field]], pa.DataType]], ...
] = (
    (types.is_list, lambda parts: pa.list_(*parts)),
    (types.is_large_list, lambda parts: pa.large_list(*parts)),
    (types.is_struct, pa.struct),
)


def unpacked(batch: pa.RecordBatch) -> pa.RecordBatch:
    """
    Return the rows with the texts of enums in place of their numbers.

    Raises:
        QueryFailed: there is an enum in a union, which Arrow cannot unpack.
    """
    schema = unpacked_schema(batch.schema)
    if schema == batch.schema:
        return batch
    columns = [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.record_batch(columns, schema=schema)


def unpacked_schema(schema: pa.Schema) -> pa.Schema:
    """Return the columns that `unpacked` has; raises what it does."""
    return pa.schema([_unpacked_field(field) for field in schema])


def weight_of(batch: pa.RecordBatch) -> int:
    """Return the bytes that the rows take unpacked, at least."""
    values = sum(_values_of(column) for column in batch.columns)
    return max(int(batch.nbytes), LEAST_BYTES * values)


def _unpacked_field(field: pa.Field) -> pa.Field:
    return field.with_type(_unpacked_type(field.type))


def _unpacked_type(kind: pa.DataType) -> pa.DataType:
    if types.is_dictionary(kind):
        return _unpacked_type(kind.value_type)
    if types.is_map(kind):
        return pa.map_(_unpacked_field(kind.key_field), _unpacked_field(kind.item_field))
    parts = [_unpacked_field(kind.field(number)) for number in range(kind.num_fields)]
    if types.is_fixed_size_list(kind):
        return pa.list_(*parts, kind.list_size)
    remade = next((make for is_kind, make in REMADE if is_kind(kind)), None)
    if remade is not None:
        return remade(parts)
    if parts != [kind.field(number) for number in range(kind.num_fields)]:
        raise QueryFailed("an enum in a union cannot be answered: cast it to varchar")
    return kind


def _values_of(column: pa.Array) -> int:
    kind, rows = column.type, len(column)
    if types.is_union(kind):
        return rows * int(kind.num_fields)
    if types.is_map(kind):
        first, end = column.offsets[0].as_py(), column.offsets[-1].as_py()
        parts = [part.slice(first, end - first) for part in (column.keys, column.items)]
    elif types.is_struct(kind):
        parts = column.flatten()
    else:
        parts = [column.flatten()] if types.is_nested(kind) else []
    return rows + sum(map(_values_of, parts))
