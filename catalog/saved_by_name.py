"""
What people keep by a name, for themselves or for everybody: one way for all kinds of it.

A name is taken once among what its user sees, also by two who save at one moment: the file has
one process, in which one saves at a time.
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
            RejectedInput: as the kind says it; another one that the user sees has the name, and
                nothing was written.
            NotFound: as the kind says it; there is none of that id, and nothing was written.
        """
        with self.database.alone("save by name"):
            before = None if item_id is None else self.get(item_id)
            self._refuse_taken(values["name"], item_id)
            is_others = before is not None and before.owner != self.asked_by
            row = {
                **values,
                self.kind.id_name: item_id or str(uuid.uuid4()),
                "is_shared": values["is_shared"] or is_others,
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

    def _refuse_taken(self, name: str, item_id: str | None) -> None:
        for other_id, other in self._items(None):
            if other.name.lower() == name.lower() and other_id != item_id:
                raise self.kind.taken(f"there is a {self.kind.noun} {name!r} already")
