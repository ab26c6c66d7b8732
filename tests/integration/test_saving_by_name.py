"""What is kept by a name: whose it is stays so, and two who save at one moment do not share it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest

from analytics.saved_queries import QueryToSave, list_saved, save_query
from catalog.database import Database, Row
from catalog.errors import RejectedInput
from catalog.saved_by_name import Kept
from catalog.saved_views import Views, ViewToSave

SAVERS = 4
ANN, BOB = "user:ann", "user:bob"


@dataclass(frozen=True)
class Saver:
    """A kind of what is kept: how one is written, and its id is returned."""

    write: Callable[..., str]

    def __call__(
        self,
        database: Database,
        name: str,
        by: str = ANN,
        item_id: str | None = None,
        *,
        is_shared: bool = False,
    ) -> str:
        return self.write(database, by, item_id, name, is_shared=is_shared)


def write_view(
    database: Database, by: str, view_id: str | None, name: str, *, is_shared: bool
) -> str:
    view = ViewToSave(name=name, asked={}, is_shared=is_shared)
    return Views(database, "catalog", by).save(view, view_id).view_id


def write_query(
    database: Database, by: str, query_id: str | None, name: str, *, is_shared: bool
) -> str:
    query = QueryToSave(name=name, sql="select 1", is_shared=is_shared)
    return save_query(database, query, by, query_id).query_id


def seen(database: Database, by: str) -> list[tuple[str, str, bool]]:
    """Return name, owner and whether it is shared of each, the owners in their order."""
    kept: list[Kept] = [*Views(database, "catalog", by).all(), *list_saved(database, by)]
    return sorted((each.name, each.owner, each.is_shared) for each in kept)


def names(database: Database) -> list[str]:
    return [name for name, _, _ in seen(database, ANN)]


KINDS = [Saver(write_view), Saver(write_query)]
EACH_KIND = pytest.mark.parametrize("save", KINDS, ids=["view", "query"])


@EACH_KIND
def test_own_name_stays_its_owners_after_another_has_shared_it(
    database: Database, save: Saver
) -> None:
    own = save(database, "Ours")
    save(database, "ours", BOB, is_shared=True)

    save(database, "Ours", ANN, own)
    save(database, "OURS", ANN, own)

    assert seen(database, ANN) == [("OURS", ANN, False), ("ours", BOB, True)]
    assert seen(database, BOB) == [("ours", BOB, True)]


@EACH_KIND
def test_other_names_are_refused_where_they_are_seen(database: Database, save: Saver) -> None:
    own, shared = save(database, "Ours"), save(database, "ours", BOB, is_shared=True)
    other = save(database, "Other")
    before = seen(database, ANN)

    for name, item_id in (("Ours", None), ("OURS", other), ("Other", own), ("Other", shared)):
        with pytest.raises(RejectedInput, match="already"):
            save(database, name, ANN, item_id)

    assert seen(database, ANN) == before


@EACH_KIND
def test_name_is_shared_once(database: Database, save: Saver) -> None:
    own = save(database, "Ours")
    shared = save(database, "ours", BOB, is_shared=True)

    with pytest.raises(RejectedInput, match="a shared"):
        save(database, "Ours", ANN, own, is_shared=True)
    save(database, "ours", ANN, shared, is_shared=True)
    assert seen(database, ANN) == [("Ours", ANN, False), ("ours", BOB, True)]

    save(database, "Theirs", BOB, shared, is_shared=True)
    save(database, "Ours", ANN, own, is_shared=True)
    assert seen(database, BOB) == [("Ours", ANN, True), ("Theirs", BOB, True)]


@EACH_KIND
def test_name_that_many_own_is_shared_by_one_of_them(
    database: Database, monkeypatch: pytest.MonkeyPatch, save: Saver
) -> None:
    owners = [f"user:{number}" for number in range(SAVERS)]
    own = {owner: save(database, "Ours", owner) for owner in owners}
    together = Barrier(SAVERS)
    read = Database.rows

    def read_slowly(self: Database, statement: str, parameters: Row | None = None) -> list[Row]:
        found = read(self, statement, parameters)
        if "saved" in statement and len(found) == 1:
            wait_a_little(together)
        return found

    monkeypatch.setattr(Database, "rows", read_slowly)
    with ThreadPoolExecutor(SAVERS) as savers:
        shared = [
            savers.submit(partial(save, database, "Ours", owner, own[owner], is_shared=True))
            for owner in owners
        ]
        failed = [each.exception() for each in shared]
    monkeypatch.undo()

    assert [error is None for error in failed].count(True) == 1
    assert all(isinstance(error, RejectedInput) for error in failed if error is not None)
    assert [is_shared for _, _, is_shared in seen(database, ANN)] == [True]
    assert all(owner in {by for _, by, _ in seen(database, owner)} for owner in owners)


@EACH_KIND
def test_two_saves_at_one_moment_do_not_share_a_name(
    database: Database, monkeypatch: pytest.MonkeyPatch, save: Saver
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
