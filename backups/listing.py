"""The backups that are there, in pages."""

from itertools import islice

from backups.desk import BackupDesk
from backups.manifest import Manifest
from catalog.paging import Page, cut_page, decode_cursor


def list_backups(desk: BackupDesk, limit: int, cursor: str | None = None) -> Page[Manifest]:
    """
    Return a page of the backups where the settings say, the newest first.

    Raises:
        NoDestination: they say nothing.
        BackupDamaged: a manifest cannot be read.
        StoreUnavailable, StoreRefused: the backups cannot be reached.
    """
    after = decode_cursor(cursor, str)
    shelf = desk.shelf()
    names = (name for name in shelf.names() if after is None or name < str(after[0]))
    found = [shelf.read(name) for name in islice(names, limit + 1)]
    return cut_page(found, limit, lambda manifest: [manifest.name])
