"""
What people keep by a name, for themselves or for everybody: one way for all kinds of it.

A new name is none that its user sees already, and a name is shared once, also by two who save at
one moment: the file has one process, in which one saves at a time. Nobody sees what others keep
for themselves, so that a name can be shared which is somebody's own already. It stays theirs, too.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Generic, Literal, Protocol, TypeVar

from pydantic import StringConstraints

from catalog.clock import Clock
from catalog.database import Database, Row
from catalog.errors import NotFound, RejectedInput

LONGEST_NAME = 100
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]


class Kept(Protocol):
    """What all that is kept has: its name, its owner, and whether others see it."""

    @property
    def name(self) -> str:
        """The name, with capitals as they were written."""

    @property
    def owner(self) -> str:
        """Who kept it first."""

    @property
    def is_shared(self) -> bool:
        """Whether everybody may open and change it."""


def is_name_of(name: str, kept: Kept) -> bool:
    """Return whether it is kept by that name; capitals make no other name."""
    return kept.name.lower() == name.lower()


Does = Literal["select", "insert", "update", "delete"]
Item = TypeVar("Item", bound=Kept)


@dataclass(frozen=True)
class SavedKind(Generic[Item]):
    """
    A kind of what is kept, and the statements that select, insert, update and delete it.

    Its id is called `{noun}_id`; `read` makes a row to what it is.
    """

    noun: str
    statements: Mapping[Does, str]
    read: Callable[[Row], Item]
    not_found: type[NotFound]
    taken: type[RejectedInput]

    @property
    def id_name(self) -> str:
        """What the id is called."""
        return f"{self.noun}_id"


@dataclass(frozen=True)
class SavedByName(Generic[Item]):
    """What is kept of one kind, as one user sees it; `scope` are further values to select by."""

    database: Database
    kind: SavedKind[Item]
    asked_by: str
    scope: Row
    clock: Clock

    def all(self) -> tuple[Item, ...]:
        """Return the user's own and what is shared, by name."""
        return tuple(item for _, item in self._items(None))

    def get(self, item_id: str) -> Item:
        """
        Return the one of that id.

        Raises:
            NotFound: as the kind says it; there is none that the user may see.
        """
        for _, item in self._items(item_id):
            return item
        raise self.kind.not_found(f"there is no saved {self.kind.noun} {item_id!r}")

    def save(self, values: Row, item_id: str | None) -> Item:
        """
        Keep a new one, or with `item_id` have that one be like this from now on.

        What somebody else has shared stays shared, whatever is sent.

        Raises:
            RejectedInput: as the kind says it; another one that the user sees has the name, which
                is new, or is to be shared under it; nothing was written.
            NotFound: as the kind says it; there is none of that id, and nothing was written.
        """
        with self.database.alone("save by name"):
            before = None if item_id is None else self.get(item_id)
            is_others = before is not None and before.owner != self.asked_by
            is_shared = values["is_shared"] or is_others
            self._refuse_taken(values["name"], before, item_id, is_shared=is_shared)
            row = {
                **values,
                self.kind.id_name: item_id or str(uuid.uuid4()),
                "is_shared": is_shared,
                "now": self.clock(),
            }
            if before is None:
                row |= {**self.scope, "owner": self.asked_by}
            statement = self.kind.statements["insert" if before is None else "update"]
            self.database.write(lambda cursor: cursor.execute(statement, row))
            return self.get(row[self.kind.id_name])

    def delete(self, item_id: str) -> None:
        """
        See that it is gone.

        Raises:
            NotFound: as the kind says it; there is none that the user may see.
        """
        self.get(item_id)
        gone, statement = {self.kind.id_name: item_id}, self.kind.statements["delete"]
        self.database.write(lambda cursor: cursor.execute(statement, gone))

    def _items(self, item_id: str | None) -> Iterator[tuple[str, Item]]:
        asked = {**self.scope, "asked_by": self.asked_by, self.kind.id_name: item_id}
        for row in self.database.rows(self.kind.statements["select"], asked):
            yield row[self.kind.id_name], self.kind.read(row)

    def _refuse_taken(
        self, name: str, before: Item | None, item_id: str | None, *, is_shared: bool
    ) -> None:
        is_new = before is None or not is_name_of(name, before)
        is_first_shared = is_shared and not (before is not None and before.is_shared)
        for other_id, other in self._items(None):
            is_in_the_way = is_new or (is_first_shared and other.is_shared)
            if other_id != item_id and is_in_the_way and is_name_of(name, other):
                shared = "shared " if other.is_shared else ""
                raise self.kind.taken(f"there is a {shared}{self.kind.noun} {name!r} already")
