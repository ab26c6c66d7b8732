"""Views of a page that are kept by name, for their owner or for everybody: its filters."""

import json
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from catalog.clock import Clock, utc_now
from catalog.database import Database, Row
from catalog.errors import NotFound, RejectedInput
from catalog.saved_by_name import Name, SavedByName, SavedKind
from catalog.statements import Statements

SQL = Statements(__file__)


class ViewNotFound(NotFound):
    """The page has no such view, or it is somebody else's own."""

    code = "view/not_found"


class ViewNameTaken(RejectedInput):
    """Another view has the name that is new, or is to be shared; nothing was written."""

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
        return self._saved.all()

    def get(self, view_id: str) -> SavedView:
        """
        Return the view.

        Raises:
            ViewNotFound: the page has none of that id that the user may see.
        """
        return self._saved.get(view_id)

    def save(self, view: ViewToSave, view_id: str | None = None) -> SavedView:
        """
        Keep a new view, or with `view_id` have that one be like this from now on.

        What somebody else has shared stays shared, whatever is sent.

        Raises:
            ViewNameTaken: another one that the user sees has the name, which is new, or is to be
                shared under it; nothing was written. Saving under one's own name is always right.
            ViewNotFound: there is none of that id; nothing was written.
        """
        return self._saved.save({**vars(view), "asked": json.dumps(view.asked)}, view_id)

    def delete(self, view_id: str) -> None:
        """
        See that the view is gone.

        Raises:
            ViewNotFound: there is none of that id that the user may see.
        """
        self._saved.delete(view_id)

    @property
    def _saved(self) -> SavedByName[SavedView]:
        return SavedByName(self.database, KIND, self.asked_by, {"page": self.page}, self.clock)


def _view_of(row: Row) -> SavedView:
    return SavedView(**{**row, "asked": json.loads(row["asked"])})


KIND = SavedKind(
    "view",
    {
        "select": SQL["select_saved_view"],
        "insert": SQL["insert_saved_view"],
        "update": SQL["update_saved_view"],
        "delete": SQL["delete_saved_view"],
    },
    _view_of,
    ViewNotFound,
    ViewNameTaken,
)
