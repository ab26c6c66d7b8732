"""The versions of a partner's profile: what each says, who saved it, and who was read by it."""

import json
from dataclasses import dataclass
from datetime import datetime

from catalog.database import Database, Row
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.profiles import Profile

SQL = Statements(__file__)


@dataclass(frozen=True)
class ProfileVersion:
    """
    A version as it was saved; `feeds` is how many came while it was in force.

    `saved_by` is such as `user:anna`; None of those that are older than its being written down.
    """

    profile: Profile
    saved_at: datetime
    saved_by: str | None
    feeds: int

    @property
    def version(self) -> int:
        """Its number, counted from 1."""
        return self.profile.version


def list_versions(
    database: Database, partner_id: int, limit: int, cursor: str | None = None
) -> Page[ProfileVersion]:
    """Return a page of the partner's versions, the newest first."""
    after = decode_cursor(cursor, int)
    parameters = {
        "partner_id": partner_id,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_profiles"], parameters)
    return cut_page([_version(row) for row in rows], limit, lambda each: [each.version])


def _version(row: Row) -> ProfileVersion:
    return ProfileVersion(
        profile=Profile.stored(row["version"], json.loads(row["profile"])),
        saved_at=row["saved_at"],
        saved_by=row["saved_by"],
        feeds=row["feeds"],
    )
