"""Other guards tried on feeds that came: which of them they would have held."""

import json
from dataclasses import dataclass
from datetime import datetime

from catalog.database import Database, Row
from catalog.statements import Statements
from ingestion.findings import Finding
from ingestion.guards import GuardNumbers, find_reasons
from ingestion.profiles import Mode, Profile

SQL = Statements(__file__)


@dataclass(frozen=True)
class GuardTrial:
    """A feed, what held it when it came, and what would by the profile that is tried."""

    feed_id: str
    filename: str
    mode: Mode
    status: str
    received_at: datetime
    hold_requested: bool
    held_by: tuple[str, ...]
    reasons: tuple[Finding, ...]

    @property
    def would_hold(self) -> tuple[str, ...]:
        """The codes of the reasons."""
        return tuple(reason.code for reason in self.reasons)


def try_guards(
    database: Database, partner_id: int, profile: Profile, most: int
) -> tuple[GuardTrial, ...]:
    """
    Return what the profile's guards would have done to the partner's last feeds, newest first.

    They are tried on what was counted when each feed was checked: with another mapping it might
    have been otherwise. Feeds that were checked before those numbers were kept are left out.
    """
    parameters = {"partner_id": partner_id, "most": most}
    rows = database.rows(SQL["select_guarded"], parameters)
    return tuple(_tried(row, profile) for row in rows)


@dataclass(frozen=True)
class _Came:
    mode: Mode
    hold_requested: bool


def _tried(row: Row, profile: Profile) -> GuardTrial:
    numbers = GuardNumbers(**json.loads(row.pop("guard_numbers")))
    came = _Came(row["mode"], row["hold_requested"])
    return GuardTrial(
        **{
            **row,
            "feed_id": str(row["feed_id"]),
            "held_by": tuple(row["held_by"]),
            "reasons": find_reasons(came, profile, numbers),
        }
    )
