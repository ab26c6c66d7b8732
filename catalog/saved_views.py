"""Views of a page that are kept by name, for their owner or for everybody: its filters."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from catalog.clock import Clock, utc_now
from catalog.database import Database, Row
from catalog.errors import NotFound, RejectedInput
from catalog.statements import Statements

SQL = Statements(__file__)
LONGEST_NAME = 100
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]


class ViewNotFound(NotFound):
    """The page has no such view, or it is somebody else's own."""

    code = "view/not_found"


class ViewNameTaken(RejectedInput):
    """Another view of the page that the user sees has the name; nothing was written."""

    code = "view/exists"


class ViewToSave(BaseModel):
    """A view to be kept: `asked` is what the page's filters hold, by their names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    asked: dict[str, str | float]
    is_shared: bool = False


@dataclass(frozen=True)
class SavedView:
    """A view that is kept; shared ones are everybody's to open and to change."""

    view_id: str
    page: str
    name: str
    asked: dict[str, str | float]
    owner: str
    is_shared: bool
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Views:
    """The views of one page, as one user sees them."""

    database: Database
    page: str
    asked_by: str
    clock: Clock = utc_now

    def all(self) -> tuple[SavedView, ...]:
        """Return the user's own views and those that are shared, by name."""
        return tuple(map(_view_of, self._rows(None)))

    def get(self, view_id: str) -> SavedView:
        """
        Return the view.

        Raises:
            ViewNotFound: the page has none of that id that the user may see.
        """
        for row in self._rows(view_id):
            return _view_of(row)
        raise ViewNotFound(f"there is no saved view {view_id!r}")

    def save(self, view: ViewToSave, view_id: str | None = None) -> SavedView:
        """
        Keep a new view, or with `view_id` have that one be like this from now on.

        What somebody else has shared stays shared, whatever is sent.

        Raises:
            ViewNameTaken: another one that the user sees has the name; nothing was written.
            ViewNotFound: there is none of that id; nothing was written.
        """
        before = None if view_id is None else self.get(view_id)
        self._refuse_taken(view.name, view_id)
        row = {
            "view_id": view_id or str(uuid.uuid4()),
            "name": view.name,
            "asked": json.dumps(view.asked),
            "is_shared": view.is_shared or (before is not None and before.owner != self.asked_by),
            "now": self.clock(),
        }
        if before is None:
            new = {**row, "page": self.page, "owner": self.asked_by}
            self.database.write(lambda cursor: cursor.execute(SQL["insert_saved_view"], new))
        else:
            self.database.write(lambda cursor: cursor.execute(SQL["update_saved_view"], row))
        return self.get(str(row["view_id"]))

    def delete(self, view_id: str) -> None:
        """
        See that the view is gone.

        Raises:
            ViewNotFound: there is none of that id that the user may see.
        """
        gone = {"view_id": self.get(view_id).view_id}
        self.database.write(lambda cursor: cursor.execute(SQL["delete_saved_view"], gone))

    def _rows(self, view_id: str | None) -> list[Row]:
        asked = {"page": self.page, "asked_by": self.asked_by, "view_id": view_id}
        return self.database.rows(SQL["select_saved_views"], asked)

    def _refuse_taken(self, name: str, view_id: str | None) -> None:
        if any(
            each.name.lower() == name.lower() and each.view_id != view_id for each in self.all()
        ):
            raise ViewNameTaken(f"there is a view {name!r} already")


def _view_of(row: Row) -> SavedView:
    return SavedView(**{**row, "asked": json.loads(row["asked"])})
