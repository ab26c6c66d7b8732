"""Partners, and the mapping profile by which each one's feeds are read."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from catalog.currencies import MINOR_UNITS
from catalog.database import Database, Row
from catalog.errors import NotFound, RejectedInput
from catalog.paging import Page, cut_page, decode_cursor
from catalog.retention import Retention
from catalog.shown_names import SEEN
from catalog.statements import Statements

SQL = Statements(__file__)
Availability = Literal["in_stock", "out_of_stock", "preorder", "backorder", "discontinued"]
LONGEST_NAME = 200
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME), SEEN
]
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class PartnerExists(RejectedInput):
    """A partner of that code is there already; nothing was written."""

    code = "partner/exists"


class PartnerNotFound(NotFound):
    """No partner has that code, or not for this caller."""

    code = "partner/not_found"


class NewPartner(BaseModel):
    """A partner to be; the defaults become the first constants of its profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(pattern=f"^{CODE.pattern}$")]
    name: Name
    default_currency: str | None = None
    default_availability: Availability | None = None
    review_first: bool = False

    @field_validator("default_currency")
    @classmethod
    def _known_currency(cls, code: str | None) -> str | None:
        if code is not None and code not in MINOR_UNITS:
            raise ValueError("send a currency code of ISO 4217, such as USD")
        return code


@dataclass(frozen=True)
class Partner:
    """A partner as it is now; `profile` is the version in force."""

    partner_id: int
    code: str
    name: str
    created_at: datetime
    profile_version: int
    profile: dict[str, Any]
    retention: Retention


def create_partner(database: Database, new: NewPartner, created_by: str | None = None) -> Partner:
    """
    Add a partner with version 1 of its profile, saved by such as `user:anna`.

    Raises:
        PartnerExists: the code is taken; nothing was written.
    """
    constants = {"currency": new.default_currency, "availability": new.default_availability}
    profile = {
        "constants": {field: value for field, value in constants.items() if value},
        "review_first": new.review_first,
    }
    try:
        with database.transaction() as cursor:
            cursor.execute(SQL["insert_partner"], {"code": new.code, "name": new.name})
            cursor.execute(
                SQL["insert_profile"],
                {
                    "code": new.code,
                    "version": 1,
                    "profile": json.dumps(profile),
                    "saved_by": created_by,
                },
            )
    except duckdb.ConstraintException as error:
        raise PartnerExists(f"partner {new.code!r} is there already") from error
    return get_partner(database, new.code)


def get_partner(database: Database, code: str, partner_id: int | None = None) -> Partner:
    """
    Return the partner of that code; with `partner_id`, only if it is that one.

    Raises:
        PartnerNotFound: there is none.
    """
    row = database.row(SQL["select_partner"], {"code": code, "partner_id": partner_id})
    if row is None:
        raise PartnerNotFound(f"there is no partner {code!r}")
    return _partner(row)


def list_partners(
    database: Database, limit: int, cursor: str | None = None, partner_id: int | None = None
) -> Page[Partner]:
    """Return a page of partners, by code; with `partner_id`, of that one alone."""
    after = decode_cursor(cursor, str)
    parameters = {
        "after": after[0] if after else None,
        "partner_id": partner_id,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_partners"], parameters)
    return cut_page([_partner(row) for row in rows], limit, lambda partner: [partner.code])


def _partner(row: Row) -> Partner:
    retention = Retention(raw_days=row.pop("raw_days"), report_days=row.pop("report_days"))
    return Partner(**{**row, "profile": json.loads(row["profile"]), "retention": retention})
