"""
What is known of a delivery besides its bytes, kept beside them in the store.

The ledger has it, too. But a store may outlive its database, and a file alone does not tell
whether it is a whole catalog or a delta.
"""

import io
from contextlib import suppress
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from ingestion.profiles import Mode
from ingestion.store import KeyTaken, ObjectMissing, ObjectStore

RAW, NOTES = "raw/", "notes/"


class PartNote(BaseModel):
    """Which part of which batch a raw file is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch: str
    part: int
    is_last: bool


class DeliveryNote(BaseModel):
    """How a raw file was delivered; with a `part`, as a part of a feed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partner: str
    mode: Mode
    filename: str
    origin: str
    delivered_by: str
    hold: bool
    received_at: datetime
    request_id: str | None = None
    replays_feed_id: str | None = None
    profile_version: int | None = None
    part: PartNote | None = None


def note_key_of(raw_key: str) -> str:
    """Return where the note of a raw file is."""
    return NOTES + raw_key.removeprefix(RAW).rpartition("/")[0] + ".json"


def write_note(store: ObjectStore, raw_key: str, note: DeliveryNote) -> None:
    """
    See that the store has a note of a raw file, before the ledger has the file.

    Raises:
        StoreUnavailable, StoreRefused, DiskFull: it may have none.
    """
    with suppress(KeyTaken):  # of an attempt that was cut off
        store.put(note_key_of(raw_key), io.BytesIO(note.model_dump_json().encode()))


def read_note(store: ObjectStore, raw_key: str) -> DeliveryNote | None:
    """Return the note of a raw file; None if there is none that can be read."""
    try:
        with store.open(note_key_of(raw_key)) as source:
            return DeliveryNote.model_validate_json(source.read())
    except (ObjectMissing, ValidationError):
        return None


def drop_note(store: ObjectStore, raw_key: str) -> None:
    """See that there is no note of the raw file: it is deleted, too."""
    store.delete(note_key_of(raw_key))
