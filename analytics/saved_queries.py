"""Queries that are kept by name, for their owner or for everybody."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from analytics.questions import MOST_CHARACTERS
from catalog.clock import Clock, utc_now
from catalog.database import Database, Row
from catalog.errors import NotFound, RejectedInput
from catalog.statements import Statements

SQL = Statements(__file__)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class SavedQueryNotFound(NotFound):
    """There is no such query, or it is somebody else's own."""

    code = "query/not_found"


class QueryNameTaken(RejectedInput):
    """Another query that the user sees has the name; nothing was written."""

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
    asked = {"asked_by": asked_by, "query_id": None}
    return tuple(map(_query_of, database.rows(SQL["select_saved_queries"], asked)))


def get_saved(database: Database, query_id: str, asked_by: str) -> SavedQuery:
    """
    Return the query.

    Raises:
        SavedQueryNotFound: there is none of that id that the user may see.
    """
    row = database.row(SQL["select_saved_queries"], {"asked_by": asked_by, "query_id": query_id})
    if row is None:
        raise SavedQueryNotFound(f"there is no saved query {query_id!r}")
    return _query_of(row)


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
        QueryNameTaken: another one that the user sees has the name; nothing was written.
        SavedQueryNotFound: there is none of that id; nothing was written.
    """
    before = None if query_id is None else get_saved(database, query_id, asked_by)
    _refuse_taken(database, query.name, asked_by, query_id)
    row = {
        "query_id": query_id or str(uuid.uuid4()),
        "name": query.name,
        "sql": query.sql,
        "chart": None if query.chart is None else json.dumps(query.chart),
        "is_shared": query.is_shared or (before is not None and before.owner != asked_by),
        "now": clock(),
    }
    if query_id is None:
        new = {**row, "owner": asked_by}
        database.write(lambda cursor: cursor.execute(SQL["insert_saved_query"], new))
    else:
        database.write(lambda cursor: cursor.execute(SQL["update_saved_query"], row))
    return get_saved(database, str(row["query_id"]), asked_by)


def delete_saved(database: Database, query_id: str, asked_by: str) -> None:
    """
    See that the query is gone.

    Raises:
        SavedQueryNotFound: there is none of that id that the user may see.
    """
    get_saved(database, query_id, asked_by)
    gone = {"query_id": query_id}
    database.write(lambda cursor: cursor.execute(SQL["delete_saved_query"], gone))


def _refuse_taken(database: Database, name: str, asked_by: str, query_id: str | None) -> None:
    seen = list_saved(database, asked_by)
    if any(each.name.lower() == name.lower() and each.query_id != query_id for each in seen):
        raise QueryNameTaken(f"there is a query {name!r} already")


def _query_of(row: Row) -> SavedQuery:
    return SavedQuery(**{**row, "chart": json.loads(row["chart"]) if row["chart"] else None})
