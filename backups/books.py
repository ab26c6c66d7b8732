"""The books of a database, as a restore is told of them: the checks of the reconciliation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from analytics.reconciliation import Difference, Outcome, reconcile
from catalog.statements import Statements

SQL = Statements(__file__)
SHOWN = 20  # of each kind


@dataclass(frozen=True)
class Fault:
    """Something that is not as it must be: what, and how."""

    subject: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """A promise, and what is against it: `count` faults, the first of them in `faults`."""

    promise: str
    count: int
    faults: tuple[Fault, ...]


def check_books(cursor: DuckDBPyConnection) -> list[Checked]:
    """Return each promise of the books with what is against it, as the cursor sees them."""
    codes = dict(cursor.execute(SQL["select_partner_codes"]).fetchall())
    return [_checked(outcome, codes) for outcome in reconcile(cursor)]


def checked(promise: str, faults: Sequence[Fault]) -> Checked:
    """Return the promise with the first of the faults."""
    return Checked(promise, len(faults), tuple(faults[:SHOWN]))


def _checked(outcome: Outcome, codes: Mapping[int, str]) -> Checked:
    faults = tuple(_fault(difference, codes) for difference in outcome.rows[:SHOWN])
    return Checked(outcome.promise, outcome.differences, faults)


def _fault(difference: Difference, codes: Mapping[int, str]) -> Fault:
    told = ((name.replace("_", " "), value) for name, value in difference.shown.items())
    values = ", ".join(f"{name} {value}" for name, value in told if value is not None)
    code = codes.get(difference.partner_id or 0)
    return Fault(f"partner {code}" if code else "found", values)
