"""How long a partner's raw files and reports are kept."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)
MOST_DAYS = 36_500
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]


class Retention(BaseModel):
    """For how many days after a feed has ended its raw file and report are kept; None: for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw_days: Days | None = Field(None, description="Of raw files; null keeps them for ever.")
    report_days: Days | None = Field(None, description="Of reports; null keeps them for ever.")


def save_retention(database: Database, partner_id: int, retention: Retention) -> None:
    """
    Put it in force for the partner, in place of what was.

    Raises:
        WriteConflict: another writer won time and again; nothing was written.
    """
    parameters = {"partner_id": partner_id, **retention.model_dump()}
    database.write(lambda cursor: cursor.execute(SQL["save_retention"], parameters))
