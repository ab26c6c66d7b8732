"""The whole result of a question as a file: CSV for people, Parquet for programs."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.answer_cells import different_names, read_cells, text_of
from analytics.questions import MIB, Answer, FileAnswer, Limits, QueryFailed, QueryTooBig
from catalog.disk_errors import disk_errors
from catalog.export_writer import TableWriter, open_writer
from catalog.exports import PIECE_BYTES, Export, ExportRoom, Form, GrowingFile, open_export
from catalog.spreadsheets import FORMULA_STARTS

ROWS_AT_ONCE = 50_000  # one of Parquet's row groups
BYTES_AT_ONCE = 16 * MIB
FORMULA = f"^[{''.join(FORMULA_STARTS).replace('-', '')}-]"  # a hyphen at the end is itself
WRITTEN_AS_SENT = (
    *(pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_string),
    *(pa.types.is_decimal, pa.types.is_null),
)
CAST = (pa.types.is_date, pa.types.is_timestamp, pa.types.is_dictionary, pa.types.is_large_string)

AskInPieces = Callable[[Callable[[pa.Table], object]], Answer]


def export_answer(ask: AskInPieces, limits: Limits, form: Form, room: ExportRoom) -> FileAnswer:
    """
    Return the whole result as a finished file, and not more than some of its rows in memory.

    `ask` is `Child.ask_in_pieces`, but for what takes the pieces.

    Raises:
        QueryTooBig: it has more rows or bytes than a file may, or the file does; none is left.
        DiskFull: there is no room for the file; none is left.
        What `Child.ask` does.
    """
    with open_export(_bounded(room, limits)) as growing:
        writing = _Writing(growing, form)
        answer = ask(writing.take)
        if answer.is_cut:
            raise _too_large(limits)
        writing.close()
    written = Export(growing.file, growing.tell())
    return FileAnswer(**vars(answer), file=written, form=form, rows_of_file=writing.rows)


def _bounded(room: ExportRoom, limits: Limits) -> ExportRoom:
    """Return the room for one file that may have as many bytes as its rows, and a piece more."""
    left_bytes = limits.result_bytes + PIECE_BYTES

    def require_room(more_bytes: int) -> None:
        nonlocal left_bytes
        left_bytes -= more_bytes
        if left_bytes < 0:
            raise _too_large(limits)
        room.require_room(more_bytes)

    return ExportRoom(room.folder, require_room)


def _too_large(limits: Limits) -> QueryTooBig:
    return QueryTooBig(
        f"its result has more than {limits.rows:,} rows, or {limits.result_bytes // MIB}"
        " MiB: no file was kept, as it would not be whole"
    )


class _Writing:
    """A file on its way, and how many rows it has by now."""

    def __init__(self, file: GrowingFile, form: Form) -> None:
        self._file, self._form, self.rows = file, form, 0
        self._held: list[pa.Table] = []
        self._held_rows = self._held_bytes = 0
        self._schema: pa.Schema | None = None
        self._writer: TableWriter | None = None

    def take(self, table: pa.Table) -> None:
        """Write the rows, once there are enough to be written together."""
        self.rows += table.num_rows
        self._held.append(table)
        self._held_rows += table.num_rows
        self._held_bytes += table.nbytes
        if self._held_rows >= ROWS_AT_ONCE or self._held_bytes >= BYTES_AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._write()
        if self._writer is not None:
            with _explained():
                self._writer.close()

    def _write(self) -> None:
        if not self._held:
            return
        table = pa.concat_tables(self._held)
        self._held, self._held_rows, self._held_bytes = [], 0, 0
        with _explained():
            self._schema = self._schema or _schema_of(table, self._form)
            columns = [
                _written(column, field.type, self._form)
                for column, field in zip(table.columns, self._schema, strict=True)
            ]
            self._writer = self._writer or open_writer(self._file, self._schema, self._form)
            self._writer.write_table(pa.table(columns, schema=self._schema))


@contextmanager
def _explained() -> Iterator[None]:
    try:
        with disk_errors():
            yield
    except pa.ArrowException as error:
        sentence = "a file cannot hold one of its types: cast the column to varchar"
        raise QueryFailed(sentence) from error


def _schema_of(table: pa.Table, form: Form) -> pa.Schema:
    """Return the file's columns: names that differ, and text for types that it does not know."""
    names = different_names(table.column_names)
    knows = _parquet_knows if form == "parquet" else _csv_knows
    kinds = [field.type if knows(field.type) else pa.string() for field in table.schema]
    return pa.schema(zip(names, kinds, strict=True))


def _csv_knows(kind: pa.DataType) -> bool:
    return any(knows(kind) for knows in WRITTEN_AS_SENT)


def _parquet_knows(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):  # each piece has another one
        return False
    try:
        pq.write_table(pa.schema([("a", kind)]).empty_table(), io.BytesIO())
    except (pa.ArrowException, TypeError, ValueError):
        return False
    return True


def _written(column: pa.ChunkedArray, kind: pa.DataType, form: Form) -> pa.ChunkedArray:
    if column.type != kind:
        column = _texts(column)
    if form == "csv" and pa.types.is_string(kind):
        starts = pc.match_substring_regex(column, FORMULA)
        return pc.if_else(starts, pc.binary_join_element_wise("'", column, ""), column)
    return column


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if any(is_plain(column.type) for is_plain in CAST):
        with suppress(pa.ArrowException):
            return column.cast(pa.string())
    texts = [text_of(value) for value in read_cells(column)]
    return pa.chunked_array([texts], pa.string())
