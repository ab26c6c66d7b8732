"""Tables written into an export a piece at a time: CSV for people, Parquet for programs."""

from typing import Protocol

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from catalog.exports import Form, GrowingFile
from catalog.spreadsheets import csv_lines

LINE_END = "\r\n"


class TableWriter(Protocol):
    """Writes tables of one schema one after the other."""

    def write_table(self, table: pa.Table) -> None:
        """Write all rows of the table."""

    def close(self) -> None:
        """Write what the form has at its end; the file stays open."""


def open_writer(file: GrowingFile, schema: pa.Schema, form: Form) -> TableWriter:
    """Return what writes tables of the schema into the file; of CSV, the header is written."""
    if form == "parquet":
        parquet: TableWriter = pq.ParquetWriter(file, schema, compression="zstd")
        return parquet
    file.write(csv_lines([schema.names]).removesuffix(LINE_END).encode() + b"\n")
    lines: TableWriter = pc.CSVWriter(
        file, schema, write_options=pc.WriteOptions(include_header=False)
    )
    return lines
