"""The promises of the books, as the nightly reconciliation holds them."""

from backups.books import check_books
from catalog.database import Database


def broken_promises(database: Database) -> list[str]:
    """Return each promise that is broken, how often, and where first."""
    with database.cursor() as cursor:
        found = check_books(cursor)
    return [
        f"broken {each.count} times: {each.promise}: {each.faults[0].sentence}"
        for each in found
        if each.count
    ]
