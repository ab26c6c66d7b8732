"""From a raw file to the temporary tables `record`, `outcome` and `absent` on one cursor."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.disk_guard import any_room
from catalog.statements import Statements
from ingestion.decoding import ByteFacts, scan_bytes
from ingestion.dialect import Dialect
from ingestion.exact import Shape
from ingestion.findings import Finding
from ingestion.headers import Mapping, map_headers
from ingestion.macros import install_macros
from ingestion.profiles import Mode, Profile
from ingestion.projection import Projection, create_constant_raw
from ingestion.reading import read_records
from ingestion.sniffing import NoRecords, detect_dialect, read_header
from ingestion.source import Rules, Source, SourceFile
from ingestion.unpacking import unpack

SQL = Statements(__file__)
RULES_VERSION = "3"  # a record is judged anew once the rules have another one
FEW = 0.25  # of the partner's products: so many are read once and kept
# of the unpacked size: what DuckDB takes of the disk for the products, and puts aside (measured)
LOADING_TAKES = 1.5
NEEDED = ("sku", "product_name", "price", "currency", "availability")


Measured = Callable[[int], AbstractContextManager[object]]


def unmeasured(_rows: int) -> AbstractContextManager[object]:
    """Wrap a statement of which nobody wants to know how far it is."""
    return nullcontext()


@dataclass(frozen=True)
class Reading:
    """
    How a raw file is to be read; at most `max_bytes` unpacked.

    `facts` are what was seen of its bytes as they came, None where nobody has looked yet.
    `require_room` raises where so many bytes may not be written beside it; `measured` wraps the
    statement that works on so many lines.
    """

    path: Path
    partner_id: int
    profile: Profile
    mode: Mode
    max_bytes: int
    recognizes: bool = True  # records that are known to change nothing, which come without cells
    facts: ByteFacts | None = None
    require_room: Callable[[int], None] = any_room
    measured: Measured = unmeasured


@dataclass(frozen=True)
class Staged:
    """What the file turned out to be; its records are on the cursor."""

    dialect: Dialect
    mapping: Mapping
    source: Source
    findings: tuple[Finding, ...]

    def described(self) -> dict[str, Any]:
        """Return how the file is written, and the preset that its headers ask for, if any."""
        offered = self.mapping.offered_preset
        dialect = {**self.dialect.as_json(), "exact_reader": self.source.is_exact}
        return {**dialect, "offered_preset": offered} if offered else dialect


def stage_records(
    cursor: DuckDBPyConnection, reading: Reading, check: Callable[[], None]
) -> Staged:
    """
    Fill the temporary table `record` with every record of the file, typed and checked.

    Records that are known to have made their products what they are come without cells.

    Raises:
        RejectedInput: the file as a whole cannot be read; its `code` says why.
        DiskFull: there is no room to read it.
    """
    install_macros(cursor)
    file, mapping = _describe(reading)
    cursor.execute("set variable partner_id = $id", {"id": reading.partner_id})
    cursor.execute("set variable mode = $mode", {"mode": reading.mode})
    for view in ("view_partner_products", "view_known", "view_currencies"):
        cursor.execute(SQL[view])
    create_constant_raw(cursor, reading.profile)
    _type_records(cursor, _for_constants(reading.profile))
    cursor.execute(SQL["keep_constants"])
    projection = Projection(mapping, file.shape.columns, reading.mode, _salt(reading, mapping))

    def apply() -> None:
        with reading.measured(file.facts.lines):
            _type_records(cursor, reading.profile)

    source = read_records(cursor, file, Rules(projection, apply, check, reading.require_room))
    if source.rows_read == 0:
        raise NoRecords("the file has a header and no records: send at least one")
    return Staged(file.dialect, mapping, source, _file_findings(mapping, source))


def classify_records(cursor: DuckDBPyConnection, *, is_whole: bool = True) -> Row:
    """
    Fill `verdict` and `absent` against the partner's catalog of this moment.

    What is absent from a file that `is_whole` not, nobody can tell: then `absent` stays empty.

    Returns the ledger's sides: `inserted, updated, unchanged, skipped, deactivated, warnings`.
    """
    cursor.execute(SQL["view_incoming"])
    _choose_catalog(cursor)
    cursor.execute(SQL["find_repeated"])
    cursor.execute(SQL["view_overridden"])
    cursor.execute(SQL["compare_records"])
    cursor.execute(SQL["classify_records"])
    cursor.execute(SQL["judge_records"])
    cursor.execute(SQL["find_absent" if is_whole else "find_none_absent"])
    return rows_of(cursor.execute(SQL["count_outcomes"]))[0]


def _choose_catalog(cursor: DuckDBPyConnection) -> None:
    """Create `catalog`, the products that the records are compared with."""
    records, products = cursor.execute(SQL["compare_sizes"]).fetchall()[0]
    if records > FEW * products:
        cursor.execute(SQL["view_catalog"])
        return
    cursor.execute(SQL["keep_named_products"])
    cursor.execute(SQL["view_catalog_named"])


def _salt(reading: Reading, mapping: Mapping) -> str:
    """Return what a record's outcome depends on besides its cells and the catalog."""
    profile = reading.profile.model_dump_json(exclude={"version", "guards", "review_first", "file"})
    once = "" if reading.recognizes else uuid4().hex
    parts = [RULES_VERSION, once, reading.mode, profile, *mapping.headers]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _describe(reading: Reading) -> tuple[SourceFile, Mapping]:
    path = unpack(reading.path, reading.max_bytes, reading.require_room)
    reading.require_room(int(LOADING_TAKES * path.stat().st_size))
    wanted = reading.profile.file
    seen = reading.facts if path == reading.path else None
    facts = seen or scan_bytes(path)
    dialect = detect_dialect(path, facts, reading.profile)
    headers, header_line = read_header(path, dialect, wanted.columns)
    mapping = map_headers(headers, reading.profile, reading.mode)
    needed = max((at for field, at in mapping.fields.items() if field in NEEDED), default=0) + 1
    shape = Shape(columns=len(headers), needed=needed)
    return SourceFile(path, facts, dialect, shape, header_line), mapping


def _file_findings(mapping: Mapping, source: Source) -> tuple[Finding, ...]:
    """Return what there is to say of the file; a column without name or cells is passed over."""
    empty = set(mapping.unnamed) - source.filled
    blank = [Finding("row/blank", detail=str(source.blank))] if source.blank else []
    return (*(each for each in mapping.findings if each.column not in empty), *blank)


def _for_constants(profile: Profile) -> Profile:
    """Return the profile with which its own constants are read: they are plain numbers."""
    return profile.model_copy(update={"price_divisor": Decimal(1), "decimal_mark": "."})


def _type_records(cursor: DuckDBPyConnection, profile: Profile) -> None:
    words = list(profile.availability_words)
    folded = [cursor.execute(SQL["fold_word"], {"word": word}).fetchall()[0][0] for word in words]
    units, scale = profile.price_divisor.as_integer_ratio()
    parameters = {
        "decimal_mark": profile.decimal_mark,
        "divisor_units": units,
        "divisor_scale": scale,
        "own_words": folded,
        "own_meanings": [profile.availability_words[word] for word in words],
    }
    cursor.execute(SQL["type_records"], parameters)
