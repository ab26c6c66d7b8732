"""What a backup says of itself, and where in a store its parts lie."""

import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from catalog.errors import NotFound, RejectedInput

FORMAT: Literal[1] = 1
FOLDER = "backups"
COPIES = "objects"
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
DATABASE, RAW_LIST, MANIFEST = "feedledger.duckdb", "raw.jsonl", "manifest.json"


class BackupMissing(NotFound):
    """There is no whole backup of that name, or none at all."""

    code = "backup/missing"


class BackupDamaged(RejectedInput):
    """A part of the backup is gone, or is not what was written; nothing was restored."""

    code = "backup/damaged"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BackupFile(_Part):
    """A file of the backup; `sha256` in hexadecimal."""

    name: str
    size_bytes: int
    sha256: str


class RawObject(_Part):
    """A raw file that the database names: whose it `belongs_to`; `sha256` in hexadecimal."""

    raw_key: str
    size_bytes: int
    sha256: str
    belongs_to: str


class Manifest(_Part):
    """
    The backup, whole: it is written last, so that a backup without it is none.

    `migrations` are those the database has, `tables` the rows of each of its tables. `raw_list`
    names a file with one `RawObject` a line; with `has_raw_copies`, their bytes are beside it.
    """

    format: Literal[1] = FORMAT
    name: str
    created_at: datetime
    migrations: tuple[str, ...]
    tables: dict[str, int]
    database: BackupFile
    raw_list: BackupFile
    raw_objects: int
    raw_bytes: int
    has_raw_copies: bool


def name_of(created_at: datetime, job_id: str) -> str:
    """Return the name of a backup: the second it was begun in, and the job that makes it."""
    return f"{created_at:%Y%m%dT%H%M%SZ}-{mark_of(job_id)}"


def mark_of(job_id: str) -> str:
    """Return what the names of all attempts of one job end with."""
    return job_id.replace("-", "")[-8:]


def key_of(name: str, file: str) -> str:
    """Return where in its store a file of that backup is."""
    return f"{FOLDER}/{name}/{file}"


def copy_key_of(sha256: str) -> str:
    """Return where the copy of a raw file is: files of one content are kept once."""
    return f"{COPIES}/{sha256[:2]}/{sha256}"
