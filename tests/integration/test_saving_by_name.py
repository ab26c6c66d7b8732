"""What is kept by a name: two who save at one moment do not share it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest

from analytics.saved_queries import QueryToSave, list_saved, save_query
from catalog.database import Database, Row
from catalog.errors import RejectedInput
from catalog.saved_views import Views, ViewToSave

SAVERS = 4
Save = Callable[[Database, str], object]


def save_view(database: Database, name: str) -> object:
    return Views(database, "catalog", "user:ann").save(ViewToSave(name=name, asked={}))


def save_sql(database: Database, name: str) -> object:
    return save_query(database, QueryToSave(name=name, sql="select 1"), "user:ann")


def names(database: Database) -> list[str]:
    views = [each.name for each in Views(database, "catalog", "user:ann").all()]
    return views + [each.name for each in list_saved(database, "user:ann")]


@pytest.mark.parametrize("save", [save_view, save_sql], ids=["view", "query"])
def test_two_saves_at_one_moment_do_not_share_a_name(
    database: Database, monkeypatch: pytest.MonkeyPatch, save: Save
) -> None:
    together = Barrier(SAVERS)
    read = Database.rows

    def read_slowly(self: Database, statement: str, parameters: Row | None = None) -> list[Row]:
        found = read(self, statement, parameters)
        if "saved" in statement and not found:
            wait_a_little(together)
        return found

    monkeypatch.setattr(Database, "rows", read_slowly)
    with ThreadPoolExecutor(SAVERS) as savers:
        saved = [
            savers.submit(partial(save, database, name))
            for name in ("Ours", "ours", "OURS", "Ours")[:SAVERS]
        ]
        failed = [each.exception() for each in saved]

    assert [error is None for error in failed].count(True) == 1
    assert all(isinstance(error, RejectedInput) for error in failed if error is not None)
    assert len(names(database)) == 1


def wait_a_little(together: Barrier) -> None:
    """Hold whoever found no name taken until others have found the same, if they may."""
    with suppress(BrokenBarrierError):
        together.wait(0.3)
