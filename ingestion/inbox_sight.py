"""What lies in the inbox now, as people look at it: what waits, and what is not taken and why."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from catalog.paging import MAX_LIMIT
from ingestion.delivery import Ingestion
from ingestion.inbox_places import partner_folder, shown_key
from ingestion.inbox_refusals import Refusal, list_refusals

MOST_LOOKED_AT = 2000


@dataclass(frozen=True)
class LyingFile:
    """A file in the inbox; one without a refusal is taken once it has rested."""

    key: str
    partner: str | None
    size_bytes: int
    arrived_at: datetime
    refusal: Refusal | None


@dataclass(frozen=True)
class Sight:
    """What was seen: those refused first, then by arrival; `is_all` unless there is too much."""

    files: tuple[LyingFile, ...]
    is_all: bool


def look_into(ingestion: Ingestion) -> Sight:
    """
    Return what lies in the inbox.

    Raises:
        StoreUnavailable, StoreRefused: the store does not show it.
    """
    refusals = {refusal.key: refusal for refusal in _standing(ingestion)}
    drops = list(islice(ingestion.store.inbox.drops(), MOST_LOOKED_AT + 1))
    files = [
        LyingFile(
            shown_key(drop.key),
            partner_folder(drop),
            drop.size_bytes,
            drop.arrived_at,
            refusals.get(shown_key(drop.key)),
        )
        for drop in drops[:MOST_LOOKED_AT]
    ]
    files.sort(key=lambda file: (file.refusal is None, file.arrived_at, file.key))
    return Sight(tuple(files), len(drops) <= MOST_LOOKED_AT)


def _standing(ingestion: Ingestion) -> list[Refusal]:
    page = list_refusals(ingestion.database, MAX_LIMIT)
    refusals = list(page.items)
    while page.next_cursor and len(refusals) < MOST_LOOKED_AT:
        page = list_refusals(ingestion.database, MAX_LIMIT, page.next_cursor)
        refusals.extend(page.items)
    return refusals
