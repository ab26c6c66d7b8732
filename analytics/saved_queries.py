"""Queries that are kept by name, for their owner or for everybody."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from analytics.questions import MOST_CHARACTERS
from catalog.clock import Clock, utc_now
from catalog.database import Database, Row
from catalog.errors import NotFound, RejectedInput
from catalog.saved_by_name import Name, SavedByName, SavedKind
from catalog.statements import Statements

SQL = Statements(__file__)


class SavedQueryNotFound(NotFound):
    """There is no such query, or it is somebody else's own."""

    code = "query/not_found"


class QueryNameTaken(RejectedInput):
    """Another query has the name that is new, or is to be shared; nothing was written."""

    code = "query/exists"


class QueryToSave(BaseModel):
    """A query to be kept: `chart` says how its answer is drawn, None for not at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    sql: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
    chart: dict[str, Any] | None = None
    is_shared: bool = False


@dataclass(frozen=True)
class SavedQuery:
    """A query that is kept; shared ones are everybody's to run and to change."""

    query_id: str
    name: str
    sql: str
    chart: dict[str, Any] | None
    owner: str
    is_shared: bool
    created_at: datetime
    changed_at: datetime


def list_saved(database: Database, asked_by: str) -> tuple[SavedQuery, ...]:
    """Return the user's own queries and those that are shared, by name."""
    return _saved(database, asked_by).all()


def get_saved(database: Database, query_id: str, asked_by: str) -> SavedQuery:
    """
    Return the query.

    Raises:
        SavedQueryNotFound: there is none of that id that the user may see.
    """
    return _saved(database, asked_by).get(query_id)


def save_query(
    database: Database,
    query: QueryToSave,
    asked_by: str,
    query_id: str | None = None,
    clock: Clock = utc_now,
) -> SavedQuery:
    """
    Keep a new query, or with `query_id` have that one be like this from now on.

    What somebody else has shared stays shared, whatever is sent.

    Raises:
        QueryNameTaken: another one that the user sees has the name, which is new, or is to be
            shared under it; nothing was written. Saving under one's own name is always right.
        SavedQueryNotFound: there is none of that id; nothing was written.
    """
    chart = None if query.chart is None else json.dumps(query.chart)
    return _saved(database, asked_by, clock).save({**vars(query), "chart": chart}, query_id)


def delete_saved(database: Database, query_id: str, asked_by: str) -> None:
    """
    See that the query is gone.

    Raises:
        SavedQueryNotFound: there is none of that id that the user may see.
    """
    _saved(database, asked_by).delete(query_id)


def _saved(database: Database, asked_by: str, clock: Clock = utc_now) -> SavedByName[SavedQuery]:
    return SavedByName(database, KIND, asked_by, {}, clock)


def _query_of(row: Row) -> SavedQuery:
    return SavedQuery(**{**row, "chart": json.loads(row["chart"]) if row["chart"] else None})


KIND = SavedKind(
    "query",
    {
        "select": SQL["select_saved_query"],
        "insert": SQL["insert_saved_query"],
        "update": SQL["update_saved_query"],
        "delete": SQL["delete_saved_query"],
    },
    _query_of,
    SavedQueryNotFound,
    QueryNameTaken,
)
