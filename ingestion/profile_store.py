"""Profiles as rows: each version is written once, and stays readable."""

import json

import duckdb

from catalog.database import Database, Row
from catalog.errors import WriteConflict
from catalog.partners import get_partner
from catalog.statements import Statements
from ingestion.profiles import Profile

SQL = Statements(__file__)
# each round of a race has a winner, so that this many writers at once are served
MOST_ROUNDS = 64


def save_profile(
    database: Database, code: str, profile: Profile, saved_by: str | None = None
) -> int:
    """
    Put the profile in force as the partner's next version, which is returned.

    `saved_by` is who is written down, such as `user:anna`.

    Of several saved at once each gets a version of its own.

    Raises:
        PartnerNotFound: nothing was written.
        WriteConflict: too many others were faster; nothing was written.
    """
    partner_id = get_partner(database, code).partner_id
    content = {
        "partner_id": partner_id,
        "profile": profile.model_dump_json(exclude={"version"}),
        "saved_by": saved_by,
    }
    for _ in range(MOST_ROUNDS):
        version = _save_next(database, content)
        if version is not None:
            return version
    raise WriteConflict(f"the profile of {code!r} is being changed by many at once")


def read_profile(database: Database, partner_id: int, version: int) -> Profile:
    """Return one version of a partner's profile; it must be there."""
    row = database.row(SQL["select_profile"], {"partner_id": partner_id, "version": version}) or {}
    return Profile.stored(version, json.loads(row["profile"]))


def _save_next(database: Database, content: Row) -> int | None:
    """Return the version written, None where somebody else took its number."""
    try:
        with database.transaction() as cursor:
            cursor.execute(SQL["insert_next_profile"], content)
            return int(cursor.fetchall()[0][0])
    except (WriteConflict, duckdb.ConstraintException):
        return None
