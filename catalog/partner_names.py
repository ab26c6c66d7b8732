"""What partners are called: changed as often as one likes, while the code stays for ever."""

from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection
from pydantic import BaseModel, ConfigDict, Field

from catalog.clock import utc_now
from catalog.database import Database
from catalog.partners import Name, Partner, get_partner
from catalog.statements import Statements

SQL = Statements(__file__)


class PartnerChange(BaseModel):
    """What of a partner is to be another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = Field(description="What people see. The code stays as it is.")


@dataclass(frozen=True)
class Rename:
    """A name that a partner had until `renamed_at`; `renamed_by` is such as `user:anna`."""

    old_name: str
    new_name: str
    renamed_at: datetime
    renamed_by: str


def rename_partner(
    database: Database, code: str, change: PartnerChange, renamed_by: str
) -> Partner:
    """
    Call the partner by the name from now on, write down who did that, and return the partner.

    Nothing is written where it is called so already.

    Raises:
        PartnerNotFound, WriteConflict: nothing was written.
    """
    get_partner(database, code)
    named = {"code": code, "name": change.name}

    def write(cursor: DuckDBPyConnection) -> None:
        told = {"renamed_at": utc_now(), "renamed_by": renamed_by}
        cursor.execute(SQL["insert_rename"], {**named, **told})
        cursor.execute(SQL["rename_partner"], named)

    with database.alone("rename a partner"):  # else a later one could have begun earlier
        database.write(write)
    return get_partner(database, code)


def list_renames(database: Database, partner_id: int, limit: int) -> list[Rename]:
    """Return the last renames of the partner, the newest first."""
    asked = {"partner_id": partner_id, "limit": limit}
    return [Rename(**row) for row in database.rows(SQL["select_renames"], asked)]
